export default { test: { include: ['session.vitest.mjs'] } };
