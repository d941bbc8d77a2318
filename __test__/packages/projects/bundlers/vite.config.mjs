// Vite leaves the dependencies of a server build alone by itself: nothing is said of the package here.
export default {
  build: {
    ssr: 'main.mjs',
    outDir: 'out/vite',
    emptyOutDir: false,
    rollupOptions: { output: { entryFileNames: 'vite.mjs' } },
  },
};
