import { startServer } from './database-server';

export default startServer;
