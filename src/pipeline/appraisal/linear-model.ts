/** What speaks for an option, by name, and how much of it there is. */
export type Features = Map<string, number>;

/** Weights by feature, one for each output. */
export type Weights = Record<string, number[]>;

/** Adds up the weights of what is there: a logistic model, whose every single reason can be named. */
export class LinearModel {
  private readonly weights: Map<string, number[]>;

  constructor(
    weights: Weights,
    private readonly outputs: number,
  ) {
    this.weights = new Map(Object.entries(weights));
  }

  /** The score of each output, before they are made probabilities. */
  scores(features: Features): number[] {
    const scores = new Array<number>(this.outputs).fill(0);
    for (const [name, value] of features) {
      const weights = this.weights.get(name);
      if (!weights) continue;
      for (let output = 0; output < this.outputs; output += 1) scores[output] += value * weights[output];
    }
    return scores;
  }
}

/** Probabilities that sum to 1. */
export function softmax(scores: number[]): number[] {
  const highest = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - highest));
  const sum = raised.reduce((total, each) => total + each, 0);
  return raised.map((each) => each / sum);
}

/** Each wording once, weighed so that a long mail does not outweigh a short one. */
export function addWordings(features: Features, prefix: string, wordings: Set<string>): void {
  const value = 3 / Math.sqrt(wordings.size + 10);
  for (const wording of wordings) features.set(prefix + wording, value);
}
