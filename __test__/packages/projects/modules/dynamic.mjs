const { default: Client } = await import('@facesignai/api-native');
const { default: exercise } = await import('./exercise.cjs');
await exercise(Client);
