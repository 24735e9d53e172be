import {
  Controller,
  Get,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';

import { InboxMail } from '../webhook/inbox.entity';
import { parseReportFilter } from './report-filter';
import { ReportQueries, type ProcessingReport } from './report-queries';

/** A mail in a list: its state, without what was read. */
type EmailSummary = Pick<
  ProcessingReport,
  | 'email_id'
  | 'correlation_id'
  | 'status'
  | 'kind'
  | 'route'
  | 'written'
  | 'written_amount'
  | 'currency'
  | 'inquiry_id'
  | 'created_at'
  | 'updated_at'
>;

/** The mails that were taken in, and their bytes. */
@Controller('emails')
export class EmailsController {
  constructor(
    private readonly reports: ReportQueries,
    @InjectRepository(InboxMail) private readonly inbox: Repository<InboxMail>,
  ) {}

  @Get()
  async list(@Query() query: unknown) {
    const page = await this.reports.list(parseReportFilter(query));
    return { ...page, items: page.items.map(summaryOf) };
  }

  @Get(':id')
  async one(@Param('id', ParseUUIDPipe) emailId: string) {
    const [report, mail] = await Promise.all([this.reports.find(emailId), this.inbox.findOneBy({ emailId })]);
    if (!report || !mail) throw new NotFoundException(`There is no mail ${emailId}`);
    return { ...summaryOf(report), format: mail.format, size: mail.size, duplicates: mail.duplicates };
  }

  @Get(':id/raw')
  async raw(@Param('id', ParseUUIDPipe) emailId: string): Promise<StreamableFile> {
    const mail = await this.inbox.findOne({
      where: { emailId },
      select: { emailId: true, format: true, raw: true },
    });
    if (!mail) throw new NotFoundException(`There is no mail ${emailId}`);
    const [type, ending] =
      mail.format === 'rfc822' ? ['message/rfc822', 'eml'] : ['application/json', 'json'];
    return new StreamableFile(mail.raw, { type, disposition: `attachment; filename="${emailId}.${ending}"` });
  }
}

function summaryOf(report: ProcessingReport): EmailSummary {
  const {
    email_id,
    correlation_id,
    status,
    kind,
    route,
    written,
    written_amount,
    currency,
    inquiry_id,
    created_at,
    updated_at,
  } = report;
  return {
    email_id,
    correlation_id,
    status,
    kind,
    route,
    written,
    written_amount,
    currency,
    inquiry_id,
    created_at,
    updated_at,
  };
}
