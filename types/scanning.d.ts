/**
 * What a document scan read; the names are those of Microblink BlinkID for the browser.
 * Source: the types of `@facesignai/api` 1.0.47. How `Date`, `Uint8Array` and images look in JSON is not known: their types are those of the old SDK, so look before you use them.
 */

import type {
  AlphabetType,
  BarcodeElementKey,
  BarcodeType,
  Country,
  DataMatchFieldType,
  DataMatchState,
  DocumentType,
  MrzDocumentType,
  RecognitionMode,
  Region,
  ScanningSide,
} from './scanning-values.js';

/** Stands for the browser's `ImageData`, which a server lacks: pass it on, do not look inside. */
export type ScanImageData = object;

/** An address in parts. */
export interface AddressDetailedInfo {
  /** Street of the address. */
  street: string;
  /** Postal code of the address. */
  postalCode: string;
  /** City of the address. */
  city: string;
  /** Jurisdiction of the address. */
  jurisdiction: string;
}

/** A place on an image. */
export interface Rectangle {
  /** Place of the rectangle along x. */
  x: number;
  /** Place of the rectangle along y. */
  y: number;
  /** Width of the rectangle. */
  width: number;
  /** Height of the rectangle. */
  height: number;
}

/** A text read in one alphabet. */
export interface AlphabetStringResult {
  /** The text. */
  value: string;
  /** Where the text is on the image. */
  location?: Rectangle;
  /** Side of the document that the text is on. */
  side?: ScanningSide;
}

/**
 * A text by alphabet. The old SDK required all four keys; in practice only the alphabets that were read are there, so
 * write `name.latin?.value`.
 */
export type StringResult = Record<AlphabetType, AlphabetStringResult>;

/** A barcode as read. */
export interface BarcodeData {
  /** Type of the barcode. */
  barcodeType: BarcodeType;
  /** Whether the reading is uncertain. */
  uncertain: boolean;
  /** Data of the barcode as text. */
  stringData: string;
  /** Raw data of the barcode as bytes. */
  rawData: Uint8Array;
}

/** One element of a barcode. */
export interface BarcodeElement {
  /** Which element it is. */
  key: BarcodeElementKey;
  /** Value of the element. */
  value: string;
}

/** A date, with the text `S` that it was read from. */
export interface DateResult<S> {
  /** Day of the date. */
  day?: number;
  /** Month of the date. */
  month?: number;
  /** Year of the date. */
  year?: number;
  /** The text that the date was read from. */
  originalString?: S;
  /** Whether the date was filled in by domain knowledge. */
  filledByDomainKnowledge: boolean;
  /** Whether the text was successfully parsed as a date. */
  successfullyParsed?: boolean;
}

/** One class of vehicles of a driver's license. */
export interface VehicleClassInfo<S> {
  /** Class of the vehicles. */
  vehicleClass?: S;
  /** Type of the license. */
  licenceType?: S;
  /** Date from which it is in effect. */
  effectiveDate?: DateResult<S>;
  /** Date on which it expires. */
  expiryDate?: DateResult<S>;
}

/** What a driver's license says of driving. */
export interface DriverLicenceDetailedInfo<S> {
  /** Restrictions on driving. */
  restrictions?: S;
  /** Endorsements of the license. */
  endorsements?: S;
  /** Class of the vehicles. */
  vehicleClass?: S;
  /** Conditions of driving. */
  conditions?: S;
  /** The classes of vehicles, one by one. */
  vehicleClassesInfo?: VehicleClassInfo<S>[];
}

/** What the barcode of a document says. */
export interface BarcodeResult {
  /** The barcode as read. */
  barcodeData: BarcodeData;
  /** First name. */
  firstName: string;
  /** Middle name. */
  middleName: string;
  /** Last name. */
  lastName: string;
  /** Full name. */
  fullName: string;
  /** Additional information on the name. */
  additionalNameInformation: string;
  /** Address as text. */
  address: string;
  /** Place of birth. */
  placeOfBirth: string;
  /** Nationality. */
  nationality: string;
  /** Race. */
  race: string;
  /** Religion. */
  religion: string;
  /** Profession. */
  profession: string;
  /** Marital status. */
  maritalStatus: string;
  /** Residential status. */
  residentialStatus: string;
  /** Employer. */
  employer: string;
  /** Sex. */
  sex: string;
  /** Number of the document. */
  documentNumber: string;
  /** Personal id number. */
  personalIdNumber: string;
  /** Additional number of the document. */
  documentAdditionalNumber: string;
  /** Authority that issued the document. */
  issuingAuthority: string;
  /** Date of birth. */
  dateOfBirth: DateResult<string>;
  /** Date of issue. */
  dateOfIssue: DateResult<string>;
  /** Date of expiry. */
  dateOfExpiry: DateResult<string>;
  /** Address in parts. */
  addressDetailedInfo: AddressDetailedInfo;
  /** What a driver's license says of driving. */
  driverLicenseDetailedInfo: DriverLicenceDetailedInfo<string>;
  /** Elements of the barcode, one by one. */
  extendedElements: BarcodeElement[];
}

/** A dependent named in a document. */
export interface DependentInfo {
  /** Date of birth of the dependent. */
  dateOfBirth?: DateResult<StringResult>;
  /** Sex of the dependent. */
  sex?: StringResult;
  /** Number of the dependent's document. */
  documentNumber?: StringResult;
  /** Full name of the dependent. */
  fullName?: StringResult;
}

/** An image cut out of the scan. */
export interface DetailedCroppedImageResult {
  /** The image cut out. */
  image: ScanImageData;
  /** Where it is on the image of the scan. */
  location?: Rectangle;
  /** Side of the document that it is on. */
  side?: ScanningSide;
}

/** Which document it is. */
export interface DocumentClassInfo {
  /** Country of the document. */
  country?: Country;
  /** Region of the document. */
  region?: Region;
  /** Newer scanners add values, such as `emergency-passport`. */
  type?: DocumentType;
  /** Name of the country. */
  countryName?: string;
  /** Country by numeric ISO code. */
  isoNumericCountryCode?: string;
  /** Country by ISO alpha-2 code. */
  isoAlpha2CountryCode?: string;
  /** Country by ISO alpha-3 code. */
  isoAlpha3CountryCode?: string;
}

/** Comparison of one field between the sides of a document. */
export interface DataMatchFieldState {
  /** Which field was compared. */
  fieldType: DataMatchFieldType;
  /** Outcome of the comparison of this field. */
  state: DataMatchState;
}

/** Comparison of the sides of a document. */
export interface DataMatchResult {
  /** Outcome of the comparison, field by field. */
  statePerField?: DataMatchFieldState[];
  /** Outcome of the comparison as a whole. */
  overallState: DataMatchState;
}

/** What the machine-readable zone says. */
export interface MrzResult {
  /** Raw text of the zone. */
  rawMrzString: string;
  /** Code of the document. */
  documentCode: string;
  /** Issuer of the document. */
  issuer: string;
  /** Number of the document. */
  documentNumber: string;
  /** First optional text. */
  opt1: string;
  /** Second optional text. */
  opt2: string;
  /** Gender. */
  gender: string;
  /** Nationality. */
  nationality: string;
  /** Primary id. */
  primaryId: string;
  /** Secondary id. */
  secondaryId: string;
  /** Name of the issuer. */
  issuerName: string;
  /** Name of the nationality. */
  nationalityName: string;
  /** First optional text, sanitized. */
  sanitizedOpt1: string;
  /** Second optional text, sanitized. */
  sanitizedOpt2: string;
  /** Nationality, sanitized. */
  sanitizedNationality: string;
  /** Issuer of the document, sanitized. */
  sanitizedIssuer: string;
  /** Code of the document, sanitized. */
  sanitizedDocumentCode: string;
  /** Number of the document, sanitized. */
  sanitizedDocumentNumber: string;
  /** Whether the zone is verified. */
  verified: boolean;
  /** Date of birth. */
  dateOfBirth: Date;
  /** Date of expiry. */
  dateOfExpiry: Date;
  /** Type of the document. */
  documentType: MrzDocumentType;
}

/** Which recognition modes were on. */
export interface RecognitionModeFilter {
  /** Whether ids with a machine-readable zone were on. */
  enableMrzId: boolean;
  /** Whether visas with a machine-readable zone were on. */
  enableMrzVisa: boolean;
  /** Whether passports with a machine-readable zone were on. */
  enableMrzPassport: boolean;
  /** Whether photo ids were on. */
  enablePhotoId: boolean;
  /** Whether ids with a barcode were on. */
  enableBarcodeId: boolean;
  /** Whether recognition of the full document was on. */
  enableFullDocumentRecognition: boolean;
}

/** What the printed side says. */
export interface VizResult {
  /** First name. */
  firstName?: StringResult;
  /** Last name. */
  lastName?: StringResult;
  /** Full name. */
  fullName?: StringResult;
  /** Additional information on the name. */
  additionalNameInformation?: StringResult;
  /** Localized name. */
  localizedName?: StringResult;
  /** Name of the father. */
  fathersName?: StringResult;
  /** Name of the mother. */
  mothersName?: StringResult;
  /** Address. */
  address?: StringResult;
  /** Additional information on the address. */
  additionalAddressInformation?: StringResult;
  /** Additional optional information on the address. */
  additionalOptionalAddressInformation?: StringResult;
  /** Place of birth. */
  placeOfBirth?: StringResult;
  /** Nationality. */
  nationality?: StringResult;
  /** Race. */
  race?: StringResult;
  /** Religion. */
  religion?: StringResult;
  /** Profession. */
  profession?: StringResult;
  /** Marital status. */
  maritalStatus?: StringResult;
  /** Residential status. */
  residentialStatus?: StringResult;
  /** Employer. */
  employer?: StringResult;
  /** Sex. */
  sex?: StringResult;
  /** Sponsor. */
  sponsor?: StringResult;
  /** Blood type. */
  bloodType?: StringResult;
  /** Number of the document. */
  documentNumber?: StringResult;
  /** Personal id number. */
  personalIdNumber?: StringResult;
  /** Additional number of the document. */
  documentAdditionalNumber?: StringResult;
  /** Optional additional number of the document. */
  documentOptionalAdditionalNumber?: StringResult;
  /** Additional personal id number. */
  additionalPersonalIdNumber?: StringResult;
  /** Authority that issued the document. */
  issuingAuthority?: StringResult;
  /** Subtype of the document. */
  documentSubtype?: StringResult;
  /** Remarks. */
  remarks?: StringResult;
  /** Type of the residence permit. */
  residencePermitType?: StringResult;
  /** Year of manufacturing. */
  manufacturingYear?: StringResult;
  /** Type of the vehicle. */
  vehicleType?: StringResult;
  /** Category of eligibility. */
  eligibilityCategory?: StringResult;
  /** Specific validity of the document. */
  specificDocumentValidity?: StringResult;
  /** Type of the visa. */
  visaType?: StringResult;
  /** Owner of the vehicle. */
  vehicleOwner?: StringResult;
  /** Number of the certificate. */
  certificateNumber?: StringResult;
  /** Code of the country. */
  countryCode?: StringResult;
  /** National insurance number. */
  nationalInsuranceNumber?: StringResult;
  /** Date of birth. */
  dateOfBirth?: DateResult<StringResult>;
  /** Date of issue. */
  dateOfIssue?: DateResult<StringResult>;
  /** Date of expiry. */
  dateOfExpiry?: DateResult<StringResult>;
  /** Whether the date of expiry is permanent. */
  dateOfExpiryPermanent?: boolean;
  /** What a driver's license says of driving. */
  driverLicenseDetailedInfo?: DriverLicenceDetailedInfo<StringResult>;
  /** Dependents named in the document. */
  dependentsInfo?: DependentInfo[];
}

/** What one side of the document gave. */
export interface SingleSideScanningResult {
  /** What the printed side says. */
  viz?: VizResult;
  /** What the machine-readable zone says. */
  mrz?: MrzResult;
  /** What the barcode says. */
  barcode?: BarcodeResult;
  /** Input image. */
  inputImage?: ScanImageData;
  /** Input image of the barcode. */
  barcodeInputImage?: ScanImageData;
  /** Image of the document. */
  documentImage?: ScanImageData;
  /** Image of the face, cut out of the scan. */
  faceImage?: DetailedCroppedImageResult;
  /** Image of the signature, cut out of the scan. */
  signatureImage?: DetailedCroppedImageResult;
}

/** What a document scan read, all sides together. */
export interface DocumentScanReport extends VizResult {
  /** Mode of recognition. */
  mode?: RecognitionMode;
  /** Which document it is. */
  documentClassInfo: DocumentClassInfo;
  /** Comparison of the sides of the document. */
  dataMatchResult?: DataMatchResult;
  /** Sides of the input images. */
  inputImagesScanningSide?: ScanningSide[];
  /** Sides of the images of the document. */
  documentImagesScanningSide?: ScanningSide[];
  /** Side of the input image of the barcode. */
  barcodeInputImageScanningSide?: ScanningSide;
  /** Side of the image of the face. */
  faceImageScanningSide?: ScanningSide;
  /** Side of the image of the signature. */
  signatureImageScanningSide?: ScanningSide;
  /** What each side of the document gave. */
  subResults: SingleSideScanningResult[];
}
