import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

/** What the webhook is held against: a POST that does one INSERT and nothing else. */
@Controller()
class BareController {
  @Get('health/ready')
  ready() {
    return { status: 'ok' };
  }

  @Post('bare')
  async insert(@Body() body: Buffer) {
    const id = randomUUID();
    await pool.query('INSERT INTO bare (id, raw) VALUES ($1, $2)', [id, body]);
    return { id };
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

async function main(): Promise<void> {
  await pool.query('CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, raw bytea NOT NULL)');
  const app = await NestFactory.create<NestExpressApplication>(BareModule, {
    bodyParser: false,
    logger: false,
  });
  app.useBodyParser('raw', { type: ['message/rfc822'], limit: '35mb' });
  await app.listen(Number(process.env.PORT), '127.0.0.1');
  process.once('SIGTERM', () => void app.close().then(() => pool.end()));
}

void main();
