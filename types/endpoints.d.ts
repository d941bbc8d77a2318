/**
 * The six endpoint constants: what each call of the client asks for. They are made from the table of operations in
 * src/core/endpoints.rs. Source of every fact here: contract 1.3.
 */

import type { CreateClientSecretParameters, GetSessionParameters } from './api.js';
import type { Method } from './enums.js';

/**
 * One endpoint of the API. Contract 1.3.
 * @typeParam Path the function that gives its path
 */
export interface Endpoint<Path extends (...args: never[]) => string = () => string> {
  /** HTTP method. */
  method: Method;
  /** Names that are put into the path. */
  pathParams: string[];
  /** Names that are sent in the query, in order. */
  queryParams: string[];
  /** Names that are sent in the body, in order; all others are dropped. */
  bodyParams: string[];
  /** Path below the server's address. */
  path: Path;
}

/** `POST /sessions`. Contract 1.3. */
export declare const createSessionEndpoint: Endpoint;

/** `GET /sessions/{sessionId}`. Contract 1.3. */
export declare const getSessionEndpoint: Endpoint<(params: GetSessionParameters) => string>;

/** `GET /sessions`. Contract 1.3. */
export declare const getSessionsEndpoint: Endpoint;

/** `GET /sessions/{sessionId}/refresh`. Contract 1.3. */
export declare const createClientSecretEndpoint: Endpoint<(params: CreateClientSecretParameters) => string>;

/** `GET /langs`. Contract 1.3. */
export declare const getLangsEndpoint: Endpoint;

/** `GET /avatars`. Contract 1.3. */
export declare const getAvatarsEndpoint: Endpoint;
