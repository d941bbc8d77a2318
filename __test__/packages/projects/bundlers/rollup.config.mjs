import nodeResolve from '@rollup/plugin-node-resolve';

export default {
  input: 'main.mjs',
  external: ['@facesignai/api-native'],
  plugins: [nodeResolve()],
  output: [
    { file: 'out/rollup.mjs', format: 'es' },
    { file: 'out/rollup.cjs', format: 'cjs', interop: 'auto' },
  ],
};
