/** What settings that are right by themselves lack beside each other; a sentence each, with the remedy. */
export function conflicts(env: NodeJS.ProcessEnv): string[] {
  return [...missingInProduction(env), ...missingBeside(env), ...inconsistentCluster(env)];
}

function missingInProduction(env: NodeJS.ProcessEnv): string[] {
  if (env.ENVIRONMENT !== 'production') return [];
  const problems = [];
  if (!env.WEBHOOK_SECRET && !env.WEBHOOK_BASIC_AUTH) {
    problems.push('WEBHOOK_SECRET (or WEBHOOK_BASIC_AUTH) must be set where ENVIRONMENT=production');
  }
  if (!env.API_TOKEN)
    problems.push('API_TOKEN must be set where ENVIRONMENT=production (openssl rand -hex 32)');
  return problems;
}

function missingBeside(env: NodeJS.ProcessEnv): string[] {
  const problems = [];
  if (env.SMTP_USERNAME && !env.SMTP_PASSWORD)
    problems.push('SMTP_PASSWORD must be set together with SMTP_USERNAME');
  if ((env.ROLE === 'web' || env.ROLE === 'worker') && !env.DATABASE_URL) {
    problems.push(
      `DATABASE_URL must be set where ROLE=${env.ROLE}: the embedded database serves one process`,
    );
  }
  return problems;
}

function inconsistentCluster({ REDIS_URL, REDIS_CLUSTER }: NodeJS.ProcessEnv): string[] {
  if (!REDIS_URL) return REDIS_CLUSTER === 'true' ? ['REDIS_CLUSTER needs REDIS_URL'] : [];
  const isList = /[\s,]/.test(REDIS_URL.trim());
  if (isList && REDIS_CLUSTER === 'false')
    return ['REDIS_URL must be a single address where REDIS_CLUSTER=false'];
  const isCluster = isList || REDIS_CLUSTER === 'true';
  return isCluster && /:\/\/[^/\s,]+\/[1-9]/.test(REDIS_URL)
    ? ['REDIS_URL must name no database where it is a Cluster, which has none but 0']
    : [];
}
