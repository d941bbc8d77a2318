import { defineConfig } from 'vitepress';
import { repositoryLinks, slugify } from '../links.mjs';
import { addressOf, excluded, root, sidebar } from '../pages.mjs';

/** Pages import Vue. They are outside of this folder, and Vue is in its node_modules only. */
const vueForAllPages = {
  name: 'vue-for-all-pages',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!importer?.includes('.md') || !/^vue(\/|$)/.test(source)) return null;
    return this.resolve(source, import.meta.filename, { skipSelf: true });
  },
};

export default defineConfig({
  title: 'FaceSign API for Node.js',
  description:
    'Guide and reference of @facesignai/api-native, a client of the FaceSign API for Node.js servers.',
  lang: 'en-US',
  // Where the site is served, such as /docs/.
  base: process.env.DOCS_BASE ?? '/',
  srcDir: root,
  outDir: 'dist',
  // Browsers would ask for /favicon.ico.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  srcExclude: excluded,
  rewrites: addressOf,
  markdown: {
    anchor: { slugify },
    languageAlias: { cjs: 'js' },
    config: (markdown) => markdown.use(repositoryLinks),
  },
  // The outline of a reference page: its names, without the headings that each of them has.
  transformPageData(page) {
    if (page.relativePath.startsWith('reference/')) page.frontmatter.outline = 2;
  },
  themeConfig: {
    siteTitle: 'FaceSign API',
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/guide/' },
      { text: 'Recipes', link: '/recipes/' },
      { text: 'Options', link: '/options' },
      { text: 'API', link: '/reference/' },
      { text: 'Performance', link: '/performance' },
    ],
    sidebar: sidebar(),
    docFooter: { prev: 'Previous', next: 'Next' },
  },
  vite: {
    publicDir: false,
    // The index of the search is one file, loaded when somebody searches.
    build: { chunkSizeWarningLimit: 3000 },
    plugins: [vueForAllPages],
    server: { watch: { ignored: ['**/target/**', '**/node_modules/**'] } },
  },
});
