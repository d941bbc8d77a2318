/**
 * The six endpoint constants: what each call of the client asks for. They are made from the table of operations in
 * src/core/endpoints.rs. Source: the types of `@facesignai/api` 1.0.47.
 */

import type { CreateClientSecretParameters, GetSessionParameters } from './api.js';
import type { Method } from './enums.js';

/**
 * One endpoint of the API.
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

/** `POST /sessions`. */
export declare const createSessionEndpoint: Endpoint;

/** `GET /sessions/{sessionId}`. */
export declare const getSessionEndpoint: Endpoint<(params: GetSessionParameters) => string>;

/** `GET /sessions`. */
export declare const getSessionsEndpoint: Endpoint;

/** `GET /sessions/{sessionId}/refresh`. */
export declare const createClientSecretEndpoint: Endpoint<(params: CreateClientSecretParameters) => string>;

/** `GET /langs`. */
export declare const getLangsEndpoint: Endpoint;

/** `GET /avatars`. */
export declare const getAvatarsEndpoint: Endpoint;
