import type { Readable } from 'node:stream';
import {
  BadRequestException,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Req,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import { ClaimHistory } from './claim-history.entity';
import { Inquiry } from './inquiry.entity';
import { ImportRefused, InquiryImport, type ImportResult } from './inquiry-import';
import { describeInquiry, type InquiryDescription } from './inquiry-description';

@Controller('inquiries')
export class InquiriesController {
  constructor(
    private readonly inquiryImport: InquiryImport,
    private readonly database: DataSource,
  ) {}

  @Post('import')
  @HttpCode(200)
  async import(@Req() request: Request): Promise<ImportResult> {
    if (!request.is('text/csv')) throw new UnsupportedMediaTypeException('The body must be text/csv.');
    const body: Readable = request;
    try {
      return await this.inquiryImport.import(body);
    } catch (error) {
      throw error instanceof ImportRefused ? new BadRequestException(error.message) : error;
    }
  }

  @Get(':inquiry_id')
  async one(@Param('inquiry_id') inquiryId: string): Promise<InquiryDescription> {
    const inquiry = await this.database.getRepository(Inquiry).findOneBy({ inquiryId });
    if (!inquiry) throw new NotFoundException('There is no such inquiry.');
    const history = await this.database
      .getRepository(ClaimHistory)
      .find({ where: { inquiryId }, order: { id: 'ASC' } });
    return describeInquiry(inquiry, history);
  }
}
