export default {
  build: {
    outDir: 'out',
    emptyOutDir: false,
    rollupOptions: { input: 'page.mjs', output: { entryFileNames: 'vite.js' } },
  },
};
