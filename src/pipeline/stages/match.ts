import { Injectable } from '@nestjs/common';

import { InquirySearch } from '../../inquiries/inquiry-search';
import { chooseBest } from '../matching/best-candidate';
import { CandidateRetrieval } from '../matching/candidate-retrieval';
import { MailText } from '../matching/mail-text';
import { matchedFields } from '../matching/matched-fields';
import { type ScoredCandidate, scoreCandidates } from '../matching/scored-candidate';
import type { Extraction, Field, FieldName } from './extraction';
import type { ParsedMail } from './parse';

/** Strength of each signal that ties a mail to an inquiry; only those that were found. */
export interface Signals {
  office_reference?: 'exact' | 'lookalike';
  creditor_reference?: 'exact' | 'lookalike';
  /** 0 to 1, 1 is the same name after folding. */
  client_name?: number;
  birth_date?: 'exact' | 'conflict';
  address?: 'exact';
  creditor?: 'sender_address' | 'sender_domain' | 'name' | 'sender_name';
  amount?: 'equal' | 'near';
}

/** An inquiry that the mail may answer. */
export interface Candidate {
  inquiry_id: string;
  client_id: string;
  score: number;
  signals: Signals;
}

/** The fields of the report, in the spelling of the inquiry where one is matched. */
export type ExtractedFields = Partial<Record<FieldName, Field>>;

/** What speaks against the best candidate, in words for a case worker. */
export interface MatchConflict {
  code:
    | 'reference_of_other_client'
    | 'name_differs'
    | 'several_candidates'
    | 'several_clients_named'
    | 'creditor_differs';
  text: string;
}

/** The output of the match stage: candidates, the best first, and the fields in the inquiry's spelling. */
export interface Match {
  candidates: Candidate[];
  /** The one inquiry that two independent signals and a clear margin point to; null otherwise. */
  best: Candidate | null;
  /** Score of the best less that of the runner-up. */
  margin: number;
  conflicts: MatchConflict[];
  fields: ExtractedFields;
  /** True where an inquiry went to the sender's address, or to its domain: a creditor or collector that the office knows. */
  senderKnown?: boolean;
  /** True where the office has no mail address of the best inquiry's creditor, so that no sender can be the wrong one. */
  addressUnknown?: boolean;
  /** What the client believes to owe on the best inquiry, in cents; null where that is not known. */
  believedCents?: number | null;
}

const MAX_CANDIDATES = 10;

/** Finds the inquiry that a mail answers: retrieves widely, then checks each inquiry against the mail's own words. */
@Injectable()
export class MatchStage {
  private readonly retrieval: CandidateRetrieval;

  constructor(search: InquirySearch) {
    this.retrieval = new CandidateRetrieval(search);
  }

  async run(mail: ParsedMail, extraction: Extraction, signal: AbortSignal): Promise<Match> {
    const retrieved = await this.retrieval.retrieve(mail, extraction, signal);
    const ranked = scoreCandidates(retrieved, mail, new MailText(mail), extraction);
    const choice = chooseBest(ranked, mail, extraction, retrieved.ofSender);
    return {
      candidates: ranked.slice(0, MAX_CANDIDATES).map(candidateOf),
      best: choice.best && candidateOf(choice.best),
      margin: choice.margin,
      conflicts: choice.conflicts,
      fields: matchedFields(choice, ranked, extraction),
      senderKnown: retrieved.ofSender.length > 0,
      addressUnknown: choice.best?.inquiry.creditorEmail === '',
      believedCents: choice.best?.inquiry.claimedAmountCents ?? null,
    };
  }
}

function candidateOf({ inquiry_id, client_id, score, signals }: ScoredCandidate): Candidate {
  return { inquiry_id, client_id, score, signals };
}
