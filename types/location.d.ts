/**
 * Where the user was, by address on the network; the names are those of MaxMind GeoIP2.
 * Source: the types of `@facesignai/api` 1.0.47.
 */

import type { Open } from './helpers.js';

/** A name by language. */
export interface Names {
  /** Name in English. */
  readonly en: string;
  /** Name in German. */
  readonly de?: string;
  /** Name in Spanish. */
  readonly es?: string;
  /** Name in French. */
  readonly fr?: string;
  /** Name in Japanese. */
  readonly ja?: string;
  /** Name in Portuguese as in Brazil. */
  readonly 'pt-BR'?: string;
  /** Name in Russian. */
  readonly ru?: string;
  /** Name in Chinese as in China. */
  readonly 'zh-CN'?: string;
}

/** Account data of the lookup. */
export interface MaxMindRecord {
  /** Number of queries remaining. */
  readonly queriesRemaining: number;
}

/** A city. `confidence` in percent. */
export interface CityRecord {
  /** Confidence that the city is right, in percent. */
  readonly confidence?: number;
  /** Geoname id of the city. */
  readonly geonameId: number;
  /** Name of the city by language. */
  readonly names: Names;
}

/** A continent. */
export interface ContinentRecord {
  /** Code of the continent, two letters. */
  readonly code: 'AF' | 'AN' | 'AS' | 'EU' | 'NA' | 'OC' | 'SA';
  /** Geoname id of the continent. */
  readonly geonameId: number;
  /** Name of the continent by language. */
  readonly names: Names;
}

/** The country in which the address is registered. */
export interface RegisteredCountryRecord {
  /** Geoname id of the country. */
  readonly geonameId: number;
  /** Whether the country is in the European Union. */
  readonly isInEuropeanUnion: boolean;
  /** Country by ISO code. */
  readonly isoCode: string;
  /** Name of the country by language. */
  readonly names: Names;
}

/** The country of the user. `confidence` in percent. */
export interface CountryRecord extends RegisteredCountryRecord {
  /** Confidence that the country is right, in percent. */
  readonly confidence?: number;
}

/** The country that the address stands for, such as that of an embassy. */
export interface RepresentedCountryRecord extends RegisteredCountryRecord {
  /** Type of the representation. */
  readonly type: string;
}

/** A place on the map: latitude and longitude in degrees, radius in kilometers. */
export interface LocationRecord {
  /** Accuracy radius, in kilometers. */
  readonly accuracyRadius: number;
  /** Latitude, in degrees. */
  readonly latitude: number;
  /** Longitude, in degrees. */
  readonly longitude: number;
  /** Average income. */
  readonly averageIncome?: number;
  /** Metro code. */
  readonly metroCode?: number;
  /** Population density. */
  readonly populationDensity?: number;
  /** Time zone. */
  readonly timeZone?: string;
}

/** A postal code. `confidence` in percent. */
export interface PostalRecord {
  /** The postal code. */
  readonly code: string;
  /** Confidence that the postal code is right, in percent. */
  readonly confidence?: number;
}

/** A part of a country. `confidence` in percent. */
export interface SubdivisionsRecord {
  /** Confidence that the part is right, in percent. */
  readonly confidence?: number;
  /** Geoname id of the part. */
  readonly geonameId: number;
  /** Part of the country by ISO code. */
  readonly isoCode: string;
  /** Name of the part by language. */
  readonly names: Names;
}

/** How the user is connected; open. */
export type ConnectionType = Open<'Cable/DSL' | 'Cellular' | 'Corporate' | 'Dialup' | 'Satellite'>;

/** What kind of user the address belongs to; open. */
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

/** What is known of the user's address. */
export interface TraitsRecord {
  /** Whether the address is anonymous. */
  readonly isAnonymous: boolean;
  /** Whether the address is an anonymous proxy. */
  readonly isAnonymousProxy: boolean;
  /** Whether the address is an anonymous VPN. */
  readonly isAnonymousVpn: boolean;
  /** Whether the address is an anycast address. */
  readonly isAnycast: boolean;
  /** Whether the address is that of a hosting provider. */
  readonly isHostingProvider: boolean;
  /** Whether the address is a legitimate proxy. */
  readonly isLegitimateProxy: boolean;
  /** Whether the address is a public proxy. */
  readonly isPublicProxy: boolean;
  /** Whether the address is a residential proxy. */
  readonly isResidentialProxy: boolean;
  /** Whether the address is that of a satellite provider. */
  readonly isSatelliteProvider: boolean;
  /** Whether the address is a Tor exit node. */
  readonly isTorExitNode: boolean;
  /** Number of the autonomous system. */
  readonly autonomousSystemNumber?: number;
  /** Static IP score. */
  readonly staticIpScore?: number;
  /** Number of users. */
  readonly userCount?: number;
  /** Organization of the autonomous system. */
  readonly autonomousSystemOrganization?: string;
  /** Domain of the address. */
  readonly domain?: string;
  /** The IP address. */
  ipAddress?: string;
  /** Network of the address. */
  network?: string;
  /** Internet service provider (ISP). */
  readonly isp?: string;
  /** Mobile country code. */
  readonly mobileCountryCode?: string;
  /** Mobile network code. */
  readonly mobileNetworkCode?: string;
  /** Organization of the address. */
  readonly organization?: string;
  /** How the user is connected. */
  readonly connectionType?: ConnectionType;
  /** What kind of user the address belongs to. */
  readonly userType?: UserType;
}

/** Where the user was. */
export interface Location {
  /** Continent of the user. */
  readonly continent?: ContinentRecord;
  /** Country of the user. */
  readonly country?: CountryRecord;
  /** Country in which the address is registered. */
  readonly registeredCountry?: RegisteredCountryRecord;
  /** Country that the address stands for. */
  readonly representedCountry?: RepresentedCountryRecord;
  /** What is known of the user's address. */
  readonly traits?: TraitsRecord;
  /** City of the user. */
  readonly city?: CityRecord;
  /** Place on the map. */
  readonly location?: LocationRecord;
  /** Postal code of the user. */
  readonly postal?: PostalRecord;
  /** Parts of the country. */
  readonly subdivisions?: SubdivisionsRecord[];
}
