import { TestService } from '../harness/test-service';

describe('health', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  it('is ready once it listens, with every dependency named', async () => {
    const { body } = await service.api.get('/health/ready').expect(200);
    expect(Object.keys(body.details)).toEqual(expect.arrayContaining(['database', 'queue', 'disk']));
  });
});
