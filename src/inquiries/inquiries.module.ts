import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClaimHistory } from './claim-history.entity';
import { InquiriesController } from './inquiries.controller';
import { Inquiry } from './inquiry.entity';
import { InquiryImport } from './inquiry-import';
import { InquirySearch } from './inquiry-search';

/** The office's inquiries: their import, their look-up, the claims booked on them. */
@Module({
  imports: [TypeOrmModule.forFeature([Inquiry, ClaimHistory])],
  controllers: [InquiriesController],
  providers: [InquiryImport, InquirySearch],
  exports: [InquiryImport, InquirySearch],
})
export class InquiriesModule {}
