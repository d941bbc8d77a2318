// As a library is built that takes the declarations of its dependencies into its own.
export default {
  entry: 'library.mts',
  format: 'esm',
  dts: true,
  outDir: 'out/inlined',
  deps: { alwaysBundle: ['@facesignai/api-native'] },
};
