import { DataSource } from 'typeorm';

import { dataSourceOptions } from './src/drivers/database/data-source';

/** For the `typeorm` command: `DATABASE_URL=… npm run typeorm -- migration:show`. */
export default new DataSource(dataSourceOptions(process.env.DATABASE_URL ?? ''));
