import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { temporaryFolder } from './temporary-folder';

/** A certificate for 127.0.0.1 and localhost that is signed by itself. */
export class Certificate {
  private readonly directory = temporaryFolder('certificate');
  readonly file = join(this.directory, 'certificate.pem');
  readonly keyFile = join(this.directory, 'key.pem');

  static make(): Certificate {
    const certificate = new Certificate();
    const { file, keyFile } = certificate;
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
        ...['-subj', '/CN=of the tests', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
        ...['-out', file, '-keyout', keyFile],
      ],
      { stdio: 'pipe' },
    );
    return certificate;
  }

  /** What a server shows. */
  get keyPair(): { cert: Buffer; key: Buffer } {
    return { cert: readFileSync(this.file), key: readFileSync(this.keyFile) };
  }

  /** What a process of its own needs to trust it. */
  get env(): NodeJS.ProcessEnv {
    return { NODE_EXTRA_CA_CERTS: this.file };
  }

  /** Trusts it in this process, until what comes back is called. */
  trust(): () => void {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, readFileSync(this.file, 'utf8')]);
    return () => setDefaultCACertificates(before);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
