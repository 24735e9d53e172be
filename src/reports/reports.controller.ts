import { Controller, Get, NotFoundException, Param, ParseUUIDPipe, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';

import { reportsAsCsv } from './report-csv';
import { parseReportFilter } from './report-filter';
import { ReportQueries, type Page, type ProcessingReport } from './report-queries';

/** What happened to each mail. */
@Controller('reports')
export class ReportsController {
  constructor(private readonly reports: ReportQueries) {}

  @Get()
  async list(
    @Query() query: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const page: Page<ProcessingReport> = await this.reports.list(parseReportFilter(query));
    if (request.accepts(['json', 'text/csv']) !== 'text/csv') return page;
    response.type('text/csv').attachment('reports.csv');
    if (page.next_cursor) response.setHeader('X-Next-Cursor', page.next_cursor);
    return reportsAsCsv(page.items);
  }

  @Get(':email_id')
  async one(@Param('email_id', ParseUUIDPipe) emailId: string): Promise<ProcessingReport> {
    const report = await this.reports.find(emailId);
    if (!report) throw new NotFoundException(`There is no mail ${emailId}`);
    return report;
  }
}
