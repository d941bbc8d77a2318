/**
 * Where the user was, by address on the network; the names are those of MaxMind GeoIP2.
 * Source of every fact here: contract 4.7.
 */

import type { Open } from './helpers.js';

/** A name by language. Contract 4.7. */
export interface Names {
  readonly en: string;
  readonly de?: string;
  readonly es?: string;
  readonly fr?: string;
  readonly ja?: string;
  readonly 'pt-BR'?: string;
  readonly ru?: string;
  readonly 'zh-CN'?: string;
}

/** Account data of the look-up. Contract 4.7. */
export interface MaxMindRecord {
  readonly queriesRemaining: number;
}

/** A city. `confidence` in percent. Contract 4.7. */
export interface CityRecord {
  readonly confidence?: number;
  readonly geonameId: number;
  readonly names: Names;
}

/** A continent. Contract 4.7. */
export interface ContinentRecord {
  readonly code: 'AF' | 'AN' | 'AS' | 'EU' | 'NA' | 'OC' | 'SA';
  readonly geonameId: number;
  readonly names: Names;
}

/** The country in which the address is registered. Contract 4.7. */
export interface RegisteredCountryRecord {
  readonly geonameId: number;
  readonly isInEuropeanUnion: boolean;
  readonly isoCode: string;
  readonly names: Names;
}

/** The country of the user. `confidence` in percent. Contract 4.7. */
export interface CountryRecord extends RegisteredCountryRecord {
  readonly confidence?: number;
}

/** The country that the address stands for, such as that of an embassy. Contract 4.7. */
export interface RepresentedCountryRecord extends RegisteredCountryRecord {
  readonly type: string;
}

/** A place on the map: latitude and longitude in degrees, radius in kilometres. Contract 4.7. */
export interface LocationRecord {
  readonly accuracyRadius: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly averageIncome?: number;
  readonly metroCode?: number;
  readonly populationDensity?: number;
  readonly timeZone?: string;
}

/** A postal code. `confidence` in percent. Contract 4.7. */
export interface PostalRecord {
  readonly code: string;
  readonly confidence?: number;
}

/** A part of a country. `confidence` in percent. Contract 4.7. */
export interface SubdivisionsRecord {
  readonly confidence?: number;
  readonly geonameId: number;
  readonly isoCode: string;
  readonly names: Names;
}

/** How the user is connected; open. Contract 4.7. */
export type ConnectionType = Open<'Cable/DSL' | 'Cellular' | 'Corporate' | 'Dialup' | 'Satellite'>;

/** What kind of user the address belongs to; open. Contract 4.7. */
export type UserType = Open<
  | 'business'
  | 'cafe'
  | 'cellular'
  | 'college'
  | 'consumer_privacy_network'
  | 'content_delivery_network'
  | 'dialup'
  | 'government'
  | 'hosting'
  | 'library'
  | 'military'
  | 'residential'
  | 'router'
  | 'school'
  | 'search_engine_spider'
  | 'traveler'
>;

/** What is known of the user's address. Contract 4.7. */
export interface TraitsRecord {
  readonly isAnonymous: boolean;
  readonly isAnonymousProxy: boolean;
  readonly isAnonymousVpn: boolean;
  readonly isAnycast: boolean;
  readonly isHostingProvider: boolean;
  readonly isLegitimateProxy: boolean;
  readonly isPublicProxy: boolean;
  readonly isResidentialProxy: boolean;
  readonly isSatelliteProvider: boolean;
  readonly isTorExitNode: boolean;
  readonly autonomousSystemNumber?: number;
  readonly staticIpScore?: number;
  readonly userCount?: number;
  readonly autonomousSystemOrganization?: string;
  readonly domain?: string;
  ipAddress?: string;
  network?: string;
  readonly isp?: string;
  readonly mobileCountryCode?: string;
  readonly mobileNetworkCode?: string;
  readonly organization?: string;
  readonly connectionType?: ConnectionType;
  readonly userType?: UserType;
}

/** Where the user was. Contract 4.7. */
export interface Location {
  readonly continent?: ContinentRecord;
  readonly country?: CountryRecord;
  readonly registeredCountry?: RegisteredCountryRecord;
  readonly representedCountry?: RepresentedCountryRecord;
  readonly traits?: TraitsRecord;
  readonly city?: CityRecord;
  readonly location?: LocationRecord;
  readonly postal?: PostalRecord;
  readonly subdivisions?: SubdivisionsRecord[];
}
