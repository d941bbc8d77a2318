// webpack and Rspack; nothing is said of the package.
module.exports = {
  mode: 'production',
  target: 'node20',
  entry: './main.mjs',
  output: { path: `${__dirname}/out`, filename: 'main.cjs' },
};
