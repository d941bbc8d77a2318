// Next.js builds this for the Edge runtime too, where there are no addons.
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { facesign } = await import('./lib/facesign');
  await facesign.langs.retrieve();
}
