// Fails when something a package exports has no documentation comment, or links to a name that does not exist.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, LogLevel } from 'typedoc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

for (const name of readdirSync(join(root, 'packages'))) {
  const folder = join(root, 'packages', name);
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
    validation: { notDocumented: true, invalidLink: true, notExported: false, invalidPath: false },
  });
  const project = await app.convert();
  if (project) app.validate(project);
  const complaints = app.logger.warningCount + app.logger.errorCount;
  console.log(`${name}: ${complaints === 0 ? 'ok' : `${complaints} complaints`}`);
  if (complaints > 0) process.exitCode = 1;
}
