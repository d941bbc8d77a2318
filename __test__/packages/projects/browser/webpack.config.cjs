module.exports = {
  mode: 'production',
  entry: { webpack: './page.mjs' },
  output: { path: `${__dirname}/out` },
};
