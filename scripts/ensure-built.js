const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

// A stranger who types `npm start` first gets a build; everybody else loses no time.
if (!existsSync(join(__dirname, '..', 'dist', 'src', 'main.js'))) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: true });
  process.exit(status ?? 1);
}
