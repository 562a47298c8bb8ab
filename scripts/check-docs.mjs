// Fails when something a package exports has no documentation comment, or when a comment links to a name that does not
// exist. Fields may speak for themselves, and the disposal methods do.
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, LogLevel, ReflectionKind } from 'typedoc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kinds = [
  ReflectionKind.Class,
  ReflectionKind.Interface,
  ReflectionKind.TypeAlias,
  ReflectionKind.Variable,
  ReflectionKind.Function,
  ReflectionKind.Method,
  ReflectionKind.Accessor,
];

async function convert(folder) {
  const app = await Application.bootstrap({
    entryPoints: [join(folder, 'src', 'index.ts')],
    tsconfig: join(folder, 'tsconfig.json'),
    logLevel: LogLevel.Warn,
    readme: 'none',
    excludePrivate: true,
    excludeProtected: true,
    excludeInternal: true,
    excludeExternals: true,
    disableGit: true,
    sourceLinkTemplate: 'file:{path}#{line}',
    skipErrorChecking: true,
    validation: { notDocumented: false, invalidLink: true, notExported: false, invalidPath: false },
  });
  const project = await app.convert();
  app.validate(project);
  return { project, warnings: app.logger.warningCount + app.logger.errorCount };
}

function needsDocumentation(reflection, folder) {
  const disposal = /^\[(async)?dispose\]$/i.test(reflection.name);
  const ours = reflection.sources?.[0]?.fullFileName.startsWith(join(folder, 'src'));
  return ours && !disposal && !reflection.inheritedFrom;
}

function isDocumented(reflection) {
  const signatures = [...(reflection.signatures ?? []), reflection.getSignature, reflection.setSignature];
  return reflection.hasComment() || signatures.some((signature) => signature?.hasComment());
}

for (const name of readdirSync(join(root, 'packages'))) {
  const folder = join(root, 'packages', name);
  const { project, warnings } = await convert(folder);
  const undocumented = kinds
    .flatMap((kind) => project.getReflectionsByKind(kind))
    .filter((reflection) => needsDocumentation(reflection, folder) && !isDocumented(reflection));
  for (const reflection of undocumented) {
    const [{ fullFileName, line }] = reflection.sources;
    console.log(
      `${relative(root, fullFileName)}:${line}: ${reflection.getFullName()} has no documentation comment`,
    );
  }
  const complaints = warnings + undocumented.length;
  console.log(`${name}: ${complaints === 0 ? 'ok' : `${complaints} complaints`}`);
  if (complaints > 0) process.exitCode = 1;
}
