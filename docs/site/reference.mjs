// The API reference, generated from the public declarations: one page for each of their files. None of it is committed.
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Application, Converter, ReflectionKind } from 'typedoc';
import { root } from './pages.mjs';

const TITLES = {
  api: 'Requests and responses',
  client: 'Client',
  opentelemetry: 'OpenTelemetry',
  options: 'Option types',
  nodes: 'Flow nodes',
  reports: 'Node reports',
  webhooks: 'Webhooks',
  analysis: 'Video analysis',
  scanning: 'Document scanning',
};
const titleOf = ({ name }) =>
  TITLES[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');

// The entries of the package export everything of each of these. names.d.ts only lists other files; flow.d.ts and
// webhooks.d.ts belong to the entries flow/ and webhooks/.
const declarations = readdirSync(join(root, 'types'))
  .filter((name) => !['names.d.ts', 'flow.d.ts', 'webhooks.d.ts'].includes(name))
  .map((name) => join(root, 'types', name));
const out = join(root, 'docs/reference');

const app = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: [
    ...declarations,
    ...['flow', 'opentelemetry', 'sandbox', 'webhooks'].map((entry) => join(root, entry, 'index.d.ts')),
  ],
  tsconfig: join(root, 'docs/site/tsconfig.json'),
  logLevel: 'Warn',
  out,
  readme: 'none',
  disableSources: true,
  excludeExternals: true,
  sort: ['source-order'],
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  // From here on, options of typedoc-plugin-markdown.
  router: 'module',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  hideGroupHeadings: true,
  useCodeBlocks: true,
  expandObjects: true,
  sanitizeComments: true,
  pageTitleTemplates: { module: titleOf },
  tableColumnSettings: { hideModifiers: true, hideInherited: true, hideOverrides: true },
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  enumMembersFormat: 'table',
});

// A class says what it extends; what it inherits is described there. The namespace that makes every name a property of the
// class `Client` only repeats them. Before members are sorted into groups (-100).
app.converter.on(
  Converter.EVENT_RESOLVE_END,
  ({ project }) => {
    for (const namespace of project.getReflectionsByKind(ReflectionKind.Namespace))
      project.removeReflection(namespace);
    for (const member of project.getReflectionsByKind(ReflectionKind.ClassMember))
      if (member.inheritedFrom !== undefined) project.removeReflection(member);
  },
  0,
);

const project = await app.convert();
if (project === undefined) process.exit(1);
const modules = project.getReflectionsByKind(ReflectionKind.Module);
for (const module of modules) module.name = basename(module.name);

app.validate(project);
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);

const list = modules.map((module) => `- [${titleOf(module)}](${module.name}.md)`).sort();
writeFileSync(
  join(out, 'index.md'),
  `# API reference\n\nEvery exported name, by kind:\n\n${list.join('\n')}\n`,
);
