import { type Features, softmax, type Weights } from '../../pipeline/appraisal/linear-model';

/** One decision to learn from: the options that there were, and which of them was right. */
export interface Choice {
  /** Features of each option. */
  options: Features[];
  right: number;
  /** Whose hand it is from: what is learned must hold for others. */
  group: string;
}

/** A mail whose class is known. */
export interface Labelled {
  features: Features;
  label: number;
  group: string;
}

export interface FitOptions {
  epochs: number;
  rate: number;
  /** Pull of every weight towards zero. */
  decay: number;
  /** Features seen in fewer examples are left out. */
  least: number;
}

/** Fits one weight a feature, so that the right option of each choice scores highest. */
export function fitChoices(choices: Choice[], options: FitOptions): Weights {
  const kept = frequent(
    choices.flatMap((choice) => choice.options.map((features) => ({ features, group: choice.group }))),
    options.least,
  );
  const trainer = new Adagrad(kept, 1, options);
  trainer.run(choices.length, (index) => {
    const { options: each, right } = choices[index];
    const chances = softmax(each.map((features) => trainer.scores(features)[0]));
    each.forEach((features, option) => trainer.step(features, [chances[option] - Number(option === right)]));
  });
  return trainer.weights();
}

/** Fits a weight for each feature and class. */
export function fitClasses(examples: Labelled[], classes: number, options: FitOptions): Weights {
  const trainer = new Adagrad(frequent(examples, options.least), classes, options);
  trainer.run(examples.length, (index) => {
    const { features, label } = examples[index];
    const chances = softmax(trainer.scores(features));
    trainer.step(
      features,
      chances.map((chance, each) => chance - Number(each === label)),
    );
  });
  return trainer.weights();
}

/** Features of several examples and of more than one hand: what only one writer says is a name or a habit. */
function frequent(examples: { features: Features; group: string }[], least: number): Set<string> {
  const seen = new Map<string, { count: number; groups: Set<string> }>();
  for (const { features, group } of examples) {
    for (const name of features.keys()) {
      const entry = seen.get(name) ?? { count: 0, groups: new Set<string>() };
      entry.count += 1;
      entry.groups.add(group);
      seen.set(name, entry);
    }
  }
  return new Set(
    [...seen].filter(([, { count, groups }]) => count >= least && groups.size > 1).map(([name]) => name),
  );
}

/** Stochastic gradient descent whose steps grow smaller for features that are often seen. */
class Adagrad {
  private readonly state: Map<string, { weights: Float64Array; squares: Float64Array }>;

  constructor(
    names: Set<string>,
    private readonly outputs: number,
    private readonly options: FitOptions,
  ) {
    this.state = new Map(
      [...names].map((name) => [
        name,
        { weights: new Float64Array(outputs), squares: new Float64Array(outputs) },
      ]),
    );
  }

  run(count: number, example: (index: number) => void): void {
    const random = generator();
    for (let epoch = 0; epoch < this.options.epochs; epoch += 1)
      for (const index of shuffled(count, random)) example(index);
  }

  scores(features: Features): number[] {
    const scores = new Array<number>(this.outputs).fill(0);
    for (const [name, value] of features) {
      const entry = this.state.get(name);
      if (entry)
        for (let output = 0; output < this.outputs; output += 1)
          scores[output] += value * entry.weights[output];
    }
    return scores;
  }

  step(features: Features, errors: number[]): void {
    const { rate, decay } = this.options;
    for (const [name, value] of features) {
      const entry = this.state.get(name);
      if (!entry) continue;
      for (let output = 0; output < this.outputs; output += 1) {
        const slope = errors[output] * value + decay * entry.weights[output];
        entry.squares[output] += slope * slope;
        entry.weights[output] -= (rate * slope) / Math.sqrt(entry.squares[output] + 1e-8);
      }
    }
  }

  weights(): Weights {
    const rounded = [...this.state].map(([name, { weights }]): [string, number[]] => [
      name,
      [...weights].map((weight) => Math.round(weight * 1000) / 1000),
    ]);
    return Object.fromEntries(
      rounded.filter(([, weights]) => weights.some((weight) => Math.abs(weight) >= 0.02)),
    );
  }
}

function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** A generator with a fixed start: the same material gives the same weights. */
function generator(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
