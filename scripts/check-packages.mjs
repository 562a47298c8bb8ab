// Packs every package that can be published and lets publint and attw judge the tarball: what a user would install.
// Works offline. Prints what is wrong, package by package; exits 1 if anything is.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const exec = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function publishablePackages() {
  const folders = (await readdir(join(root, 'packages'))).map((name) => join(root, 'packages', name));
  const packages = await Promise.all(
    folders.map(async (folder) => ({
      folder,
      manifest: JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
    })),
  );
  return packages.filter(({ manifest }) => !manifest.private);
}

async function pack(folder, destination) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
  const { stdout } = await exec('npm', args, { cwd: folder });
  return join(destination, JSON.parse(stdout)[0].filename);
}

async function publintComplaints(tarball, manifest) {
  const bytes = await readFile(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true,
  });
  return messages
    .filter(({ type }) => type !== 'suggestion')
    .map((message) => `publint: ${formatMessage(message, pkg ?? manifest, { color: false })}`);
}

async function attwComplaints(tarball) {
  const attw = join(root, 'node_modules', '.bin', 'attw');
  const args = [
    tarball,
    '--profile',
    'esm-only',
    '--no-definitely-typed',
    '--format',
    'ascii',
    '--no-color',
    '--no-emoji',
  ];
  try {
    await exec(attw, args);
    return [];
  } catch (error) {
    return [`attw:\n${error.stdout || error.stderr || error.message}`];
  }
}

async function complaintsAbout({ folder, manifest }, destination) {
  const tarball = await pack(folder, destination);
  return [...(await publintComplaints(tarball, manifest)), ...(await attwComplaints(tarball))];
}

const destination = await mkdtemp(join(tmpdir(), 'nvcodec-pack-'));
try {
  const packages = await publishablePackages();
  const verdicts = await Promise.all(packages.map((entry) => complaintsAbout(entry, destination)));
  for (const [index, complaints] of verdicts.entries()) {
    console.log(`${packages[index].manifest.name}: ${complaints.join('\n') || 'ok'}`);
    if (complaints.length > 0) process.exitCode = 1;
  }
} finally {
  await rm(destination, { recursive: true });
}
