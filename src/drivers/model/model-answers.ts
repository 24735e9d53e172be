import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Settings } from '../../settings';
import type { Answer, Question } from './claude';

/** Longer than any mail is under way. */
const KEPT_DAYS = 7;

/**
 * Answers by their question: a mail that is walked again, after an outage or a crash, is read as it was before, and paid
 * for once. Another prompt, model or text is another question.
 */
@Injectable()
export class ModelAnswers {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly settings: Settings,
  ) {}

  async find(question: Question): Promise<Answer | null> {
    const [row]: { answer: Answer }[] = await this.database.query(
      'SELECT answer FROM model_answers WHERE question = $1',
      [this.keyOf(question)],
    );
    return row?.answer ?? null;
  }

  async keep(question: Question, answer: Answer): Promise<void> {
    await this.database.query(
      `WITH old AS (DELETE FROM model_answers WHERE at < now() - make_interval(days => $3))
       INSERT INTO model_answers (question, answer) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [this.keyOf(question), JSON.stringify(answer).replaceAll('\\u0000', ''), KEPT_DAYS],
    );
  }

  private keyOf({ instructions, material, schema }: Question): Buffer {
    const { model, effort } = this.settings.claude ?? {};
    const hash = createHash('sha256').update(JSON.stringify([model, effort, instructions, schema]));
    for (const part of material)
      if (part.type === 'text') hash.update(JSON.stringify(part.text));
      else hash.update(JSON.stringify([part.title, part.content.length])).update(part.content);
    return hash.digest();
  }
}
