// What the build says where it cannot be done, and that installing inside the workspace does nothing.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

function run(script: string, environment: Record<string, string>) {
  const path = fileURLToPath(new URL(`../scripts/${script}`, import.meta.url));
  return spawnSync(process.execPath, [path], { encoding: 'utf8', env: { ...process.env, ...environment } });
}

describe('a machine without what the build needs', () => {
  it.each([
    ['pkg-config', { PKG_CONFIG: 'no-such-pkg-config' }, /Missing: .*pkg-config\./],
    ['a compiler', { CXX: 'no-such-compiler' }, /Missing: a C\+\+17 compiler/],
    [
      "FFmpeg's headers",
      { PKG_CONFIG_LIBDIR: '/nowhere', PKG_CONFIG_PATH: '/nowhere' },
      /libavformat|pkg-config/,
    ],
  ])('%s is told once, with the packages to install', (_, environment, missing) => {
    const { status, stdout, stderr } = run('check-build-tools.mjs', environment);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(missing);
    expect(stderr).toMatch(/apt-get install .*pkg-config libavformat-dev libavcodec-dev libavutil-dev/);
    expect(stderr.match(/cannot be built here/g)).toHaveLength(1);
  });
});

describe('installing inside the workspace', () => {
  it('leaves the build to npm run build:native', () => {
    expect(run('install.mjs', { CXX: 'no-such-compiler' })).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });
});
