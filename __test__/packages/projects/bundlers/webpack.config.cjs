module.exports = ['esm', 'cjs'].map((format) => ({
  name: format,
  mode: 'production',
  target: 'node20',
  entry: './main.mjs',
  externals: {
    '@facesignai/api-native':
      format === 'esm' ? 'module @facesignai/api-native' : 'commonjs @facesignai/api-native',
  },
  experiments: { outputModule: format === 'esm' },
  output: {
    path: `${__dirname}/out`,
    filename: `webpack.${format === 'esm' ? 'mjs' : 'cjs'}`,
    ...(format === 'esm' && { module: true, library: { type: 'module' } }),
  },
}));
