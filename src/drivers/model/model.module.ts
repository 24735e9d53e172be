import { Module, type DynamicModule } from '@nestjs/common';

import type { Settings } from '../../settings';
import { Claude } from './claude';
import { ModelAnswers } from './model-answers';
import { ModelCalls } from './model-calls';
import { PriceList } from './price-list';
import { PromptVersions } from './prompt-versions';

/** Claude, where a key for it is set; else nothing at all. */
@Module({})
export class ModelModule {
  static register({ claude }: Settings): DynamicModule {
    if (!claude) return { module: ModelModule };
    return {
      module: ModelModule,
      global: true,
      providers: [
        { provide: Claude, useFactory: () => Claude.connect(claude) },
        { provide: PriceList, useValue: new PriceList(claude) },
        PromptVersions,
        ModelCalls,
        ModelAnswers,
      ],
      exports: [Claude, PriceList, PromptVersions, ModelCalls, ModelAnswers],
    };
  }
}
