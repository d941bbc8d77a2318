export default {
  input: 'program.mjs',
  platform: 'node',
  external: [/^@facesignai\/api-native-/],
  output: { file: 'out/rolldown.mjs', format: 'esm' },
};
