import { stopServer } from './database-server';

export default stopServer;
