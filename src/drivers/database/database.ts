import { failureCode, StartFailure } from '../../failure';
import type { Secrets } from '../../secrets';
import type { Settings } from '../../settings';
import { migrate } from './data-source';
import { DataDirInUse, EmbeddedPostgres } from './embedded-postgres';

/** The database of this process, migrated and ready. */
export interface Database {
  url: string;
  /** Ends the embedded server; nothing to end where `DATABASE_URL` is set. */
  close(): Promise<void>;
}

/** Thrown where the database of `DATABASE_URL` cannot be reached or migrated. */
export class DatabaseNotOpened extends StartFailure {
  constructor(url: string, cause: unknown) {
    const { host, pathname } = new URL(url);
    const why = (cause instanceof Error && cause.message) || failureCode(cause);
    super(
      `The database ${host}${pathname} of DATABASE_URL cannot be opened (${why}): see that the server runs there, and that user, password and database are right.`,
      {
        cause,
      },
    );
  }
}

/** Opens `DATABASE_URL`, else the embedded server, and brings the schema up to date. */
export async function openDatabase(settings: Settings, secrets: Secrets): Promise<Database> {
  if (settings.databaseUrl) {
    await migrate(settings.databaseUrl).catch((error: unknown) => {
      throw new DatabaseNotOpened(settings.databaseUrl ?? '', error);
    });
    return { url: settings.databaseUrl, close: async () => undefined };
  }
  const server = await EmbeddedPostgres.start(settings.dataDir, secrets.databasePassword);
  try {
    await migrate(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: server.url, close: () => server.stop() };
}

/** The same for a command beside a running service, whose embedded server it then shares. */
export async function borrowDatabase(settings: Settings, secrets: Secrets): Promise<Database> {
  try {
    return await openDatabase(settings, secrets);
  } catch (error) {
    if (!(error instanceof DataDirInUse)) throw error;
    const url = await EmbeddedPostgres.urlOfRunning(settings.dataDir, secrets.databasePassword);
    if (!url) throw error;
    return { url, close: async () => undefined };
  }
}
