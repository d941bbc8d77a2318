// Everything is taken in but the platform packages, whose addons rolldown can't parse.
export default {
  ssr: { noExternal: true },
  build: {
    ssr: 'program.mjs',
    outDir: 'out',
    emptyOutDir: false,
    rollupOptions: {
      external: [/^@facesignai\/api-native-/],
      output: { entryFileNames: 'vite.mjs' },
    },
  },
};
