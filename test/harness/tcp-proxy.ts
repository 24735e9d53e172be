import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between a service and what it depends on, so that a test can take that away and give it back. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private state: 'open' | 'cut' | 'hung' = 'open';

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (socket) => this.accept(socket));
  }

  static async before(url: string): Promise<TcpProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, new URL(url));
  }

  /** The target's URL, by way of the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.toString();
  }

  /** Breaks every connection and refuses further ones. */
  cut(): void {
    this.state = 'cut';
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Keeps every connection and takes further ones, and lets nothing through. */
  hang(): void {
    this.state = 'hung';
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** Lets connections through again; those from before are broken. */
  open(): void {
    this.cut();
    this.state = 'open';
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(near: Socket): void {
    this.hold(near);
    if (this.state === 'cut') return void near.resetAndDestroy();
    if (this.state === 'hung') return;
    const far = connect(Number(this.target.port), this.target.hostname);
    this.hold(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  }

  private hold(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined); // its other end sees the same
    socket.on('close', () => this.sockets.delete(socket));
  }
}
