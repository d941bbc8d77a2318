/**
 * The sandbox takes the SDK's own types (sandbox/index.d.ts).
 */

import type { SessionReport } from '../../index.js';
import { SessionStatus } from '../../index.js';
import type { Sandbox } from '../../sandbox/index.js';

declare const sandbox: Sandbox;
declare const report: SessionReport;

sandbox.setSession('id', { status: SessionStatus.Complete, report });
sandbox.setSession('id', { status: 'requiresInput', version: '7' });
// @ts-expect-error no session has this state
sandbox.setSession('id', { status: 'compelte' });
sandbox.play('id', ['deepfakeDetected'] as const);
