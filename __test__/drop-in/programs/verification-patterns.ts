// The guide's patterns: the named import, a flow with checks, and the report of a session that ended.

import type { FSLivenessDetectionNode, FSNode, NodeReport } from '@facesignai/api';
import { Client, FSNodeType, FSRecognitionOutcome, FSTwoFactorOutcome, SessionStatus } from '@facesignai/api';

const client = new Client({
  auth: process.env.FACESIGN_API_KEY,
  serverUrl: process.env.FACESIGN_SERVER_URL,
});

const live: FSLivenessDetectionNode = {
  id: 'live',
  type: FSNodeType.LIVENESS_DETECTION,
  outcomes: { livenessDetected: 'who', deepfakeDetected: 'end', noFace: 'end', inconclusive: 'end' },
};

const flow: FSNode[] = [
  { id: 'start', type: FSNodeType.START, outcome: 'greet' },
  {
    id: 'greet',
    type: FSNodeType.CONVERSATION,
    prompt: 'Ask for the reason of the call.',
    outcomes: [{ id: 'said', condition: '', targetNodeId: 'live' }],
  },
  live,
  {
    id: 'who',
    type: FSNodeType.RECOGNITION,
    outcomes: {
      [FSRecognitionOutcome.RECOGNIZED]: 'end',
      [FSRecognitionOutcome.NEW_USER]: 'mail',
      [FSRecognitionOutcome.NO_FACE]: 'end',
    },
  },
  {
    id: 'mail',
    type: FSNodeType.TWO_FACTOR_EMAIL,
    otpLength: 6,
    outcomes: {
      [FSTwoFactorOutcome.VERIFIED]: 'end',
      [FSTwoFactorOutcome.DELIVERY_FAILED]: 'end',
      [FSTwoFactorOutcome.FAILED_UNVERIFIED]: 'end',
      [FSTwoFactorOutcome.CANCELLED]: 'end',
      [FSTwoFactorOutcome.ERROR]: 'end',
    },
  },
  { id: 'end', type: FSNodeType.END },
];

function outcomesOf(reports: NodeReport[] = []): string[] {
  return reports.map((report) => `${report.nodeId}=${report.outcome}`);
}

async function main() {
  const { session } = await client.session.create({ clientReferenceId: 'loan-7', metadata: {}, flow });
  const { session: ended } = await client.session.retrieve({ sessionId: session.id });
  if (ended.status !== SessionStatus.Complete) throw new Error(`it is ${ended.status}`);
  console.log(outcomesOf(ended.report?.nodeReports).join(' '));
}

main();
