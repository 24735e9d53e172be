import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Name and version of what runs here, such as `creditor-answer-analysis@1.4.2`; from the package that it is part of. */
export const RELEASE = releaseOf(findPackageJSON('.', pathToFileURL(__filename)));

function releaseOf(manifest: string | undefined): string {
  if (!manifest) return 'unknown';
  const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string; version: string };
  return `${name}@${version}`;
}
