import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Instructions under a name that is never given to others. */
export interface Prompt {
  version: string;
  instructions: string;
}

/** The prompts that were ever shipped or added; which one is used is a label's doing. */
@Injectable()
export class PromptVersions {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The one that bears the label `production`; looked up at each call, so that moving the label holds at once, everywhere. */
  async production(): Promise<Prompt> {
    const [prompt]: Prompt[] = await this.database.query(
      `SELECT version, instructions FROM prompt_versions JOIN prompt_labels USING (version) WHERE label = 'production'`,
    );
    if (!prompt) throw new Error("No prompt bears the label 'production'; see prompt_labels");
    return prompt;
  }
}
