import {
  BadRequestException,
  Controller,
  HttpStatus,
  Post,
  Req,
  Res,
  ServiceUnavailableException,
  UseGuards,
} from '@nestjs/common';
import type { Request, Response } from 'express';

import { currentCorrelation } from '../correlation';
import { Public } from '../monitoring/api-token.guard';
import { ErrorTracking } from '../monitoring/sentry/error-tracking';
import { Dispatcher } from './dispatcher';
import { Inbox, type Acceptance, type Delivery } from './inbox';
import { identityOfMessage, identityOfPostmark } from './mail-identity';
import { MediaTypeGuard } from './media-type.guard';
import { messageIdOf, parsePostmark } from './postmark';
import { WebhookGuard } from './webhook.guard';

/** Providers break off a delivery that is not answered for some 15 to 30 s, and cannot tell why. */
const PATIENCE_MS = 10_000;

/** The door: takes a mail in, keeps it, answers. */
@Controller('webhook')
export class WebhookController {
  constructor(
    private readonly inbox: Inbox,
    private readonly dispatcher: Dispatcher,
    private readonly errors: ErrorTracking,
  ) {}

  @Public()
  @UseGuards(MediaTypeGuard, WebhookGuard)
  @Post('email')
  async receive(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const context = currentCorrelation();
    const { correlationId } = context;
    const acceptance = await this.keep({ ...deliveryOf(request), correlationId });
    context.emailId = acceptance.emailId;
    const accepted = acceptance.status === 'accepted';
    if (accepted)
      this.dispatcher.dispatch({ emailId: acceptance.emailId, correlationId, trace: this.errors.trace });
    response.status(accepted ? HttpStatus.ACCEPTED : HttpStatus.OK);
    return {
      email_id: acceptance.emailId,
      correlation_id: acceptance.correlationId,
      status: acceptance.status,
    };
  }

  /** What the database makes of a mail after our patience has ended is not lost: the sweep finds it, and a repeat is recognised. */
  private async keep(delivery: Delivery): Promise<Acceptance> {
    let timer: NodeJS.Timeout | undefined;
    const overdue = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
    });
    try {
      return await Promise.race([this.inbox.accept(delivery), overdue]);
    } catch (error) {
      throw new ServiceUnavailableException('The mail could not be kept just now: deliver it again', {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
  }
}

function deliveryOf(request: Request): Omit<Delivery, 'correlationId'> {
  const webhookId = request.header('webhook-id') ?? null;
  const raw: unknown = request.body;
  if (!Buffer.isBuffer(raw) || raw.length === 0) throw new BadRequestException('The body is empty');
  if (request.is('message/rfc822'))
    return { format: 'rfc822', raw, identity: identityOfMessage(raw), webhookId };
  const postmark = parsePostmark(raw);
  return {
    format: 'postmark',
    raw,
    identity: identityOfPostmark(postmark, messageIdOf(postmark)),
    webhookId,
  };
}
