/** @type {import('next').NextConfig} */
export default {
  // A native addon cannot be bundled: Next.js then requires it from node_modules at run time.
  serverExternalPackages: ['@facesignai/api-native'],
};
