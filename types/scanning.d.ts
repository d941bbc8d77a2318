/**
 * What a document scan read; the names are those of Microblink BlinkID for the browser.
 * Source of every fact here: contract 4.5. How `Date`, `Uint8Array` and images look in JSON is not known (contract
 * 10.8): their types are those of the old SDK, so look before you use them.
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

/** Stands for the browser's `ImageData`, which a server lacks: pass it on, do not look inside. Contract 4.5. */
export type ScanImageData = object;

/** An address in parts. Contract 4.5. */
export interface AddressDetailedInfo {
  street: string;
  postalCode: string;
  city: string;
  jurisdiction: string;
}

/** A place on an image. Contract 4.5. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A text read in one alphabet. Contract 4.5. */
export interface AlphabetStringResult {
  value: string;
  location?: Rectangle;
  side?: ScanningSide;
}

/**
 * A text by alphabet. The old SDK required all four keys; in practice only the alphabets that were read are there, so
 * write `name.latin?.value`. Contract 4.5.
 */
export type StringResult = Record<AlphabetType, AlphabetStringResult>;

/** A barcode as read. Contract 4.5. */
export interface BarcodeData {
  barcodeType: BarcodeType;
  uncertain: boolean;
  stringData: string;
  rawData: Uint8Array;
}

/** One element of a barcode. Contract 4.5. */
export interface BarcodeElement {
  key: BarcodeElementKey;
  value: string;
}

/** A date, with the text `S` that it was read from. Contract 4.5. */
export interface DateResult<S> {
  day?: number;
  month?: number;
  year?: number;
  originalString?: S;
  filledByDomainKnowledge: boolean;
  successfullyParsed?: boolean;
}

/** One class of vehicles of a driver's licence. Contract 4.5. */
export interface VehicleClassInfo<S> {
  vehicleClass?: S;
  licenceType?: S;
  effectiveDate?: DateResult<S>;
  expiryDate?: DateResult<S>;
}

/** What a driver's licence says of driving. Contract 4.5. */
export interface DriverLicenceDetailedInfo<S> {
  restrictions?: S;
  endorsements?: S;
  vehicleClass?: S;
  conditions?: S;
  vehicleClassesInfo?: VehicleClassInfo<S>[];
}

/** What the barcode of a document says. Contract 4.5. */
export interface BarcodeResult {
  barcodeData: BarcodeData;
  firstName: string;
  middleName: string;
  lastName: string;
  fullName: string;
  additionalNameInformation: string;
  address: string;
  placeOfBirth: string;
  nationality: string;
  race: string;
  religion: string;
  profession: string;
  maritalStatus: string;
  residentialStatus: string;
  employer: string;
  sex: string;
  documentNumber: string;
  personalIdNumber: string;
  documentAdditionalNumber: string;
  issuingAuthority: string;
  dateOfBirth: DateResult<string>;
  dateOfIssue: DateResult<string>;
  dateOfExpiry: DateResult<string>;
  addressDetailedInfo: AddressDetailedInfo;
  driverLicenseDetailedInfo: DriverLicenceDetailedInfo<string>;
  extendedElements: BarcodeElement[];
}

/** A dependent named in a document. Contract 4.5. */
export interface DependentInfo {
  dateOfBirth?: DateResult<StringResult>;
  sex?: StringResult;
  documentNumber?: StringResult;
  fullName?: StringResult;
}

/** An image cut out of the scan. Contract 4.5. */
export interface DetailedCroppedImageResult {
  image: ScanImageData;
  location?: Rectangle;
  side?: ScanningSide;
}

/** Which document it is. Contract 4.5. */
export interface DocumentClassInfo {
  country?: Country;
  region?: Region;
  /** Newer scanners add values, such as `emergency-passport`. */
  type?: DocumentType;
  countryName?: string;
  isoNumericCountryCode?: string;
  isoAlpha2CountryCode?: string;
  isoAlpha3CountryCode?: string;
}

/** Comparison of one field between the sides of a document. Contract 4.5. */
export interface DataMatchFieldState {
  fieldType: DataMatchFieldType;
  state: DataMatchState;
}

/** Comparison of the sides of a document. Contract 4.5. */
export interface DataMatchResult {
  statePerField?: DataMatchFieldState[];
  overallState: DataMatchState;
}

/** What the machine-readable zone says. Contract 4.5. */
export interface MrzResult {
  rawMrzString: string;
  documentCode: string;
  issuer: string;
  documentNumber: string;
  opt1: string;
  opt2: string;
  gender: string;
  nationality: string;
  primaryId: string;
  secondaryId: string;
  issuerName: string;
  nationalityName: string;
  sanitizedOpt1: string;
  sanitizedOpt2: string;
  sanitizedNationality: string;
  sanitizedIssuer: string;
  sanitizedDocumentCode: string;
  sanitizedDocumentNumber: string;
  verified: boolean;
  dateOfBirth: Date;
  dateOfExpiry: Date;
  documentType: MrzDocumentType;
}

/** Which ways of recognising were on. Contract 4.5. */
export interface RecognitionModeFilter {
  enableMrzId: boolean;
  enableMrzVisa: boolean;
  enableMrzPassport: boolean;
  enablePhotoId: boolean;
  enableBarcodeId: boolean;
  enableFullDocumentRecognition: boolean;
}

/** What the printed side says. Contract 4.5. */
export interface VizResult {
  firstName?: StringResult;
  lastName?: StringResult;
  fullName?: StringResult;
  additionalNameInformation?: StringResult;
  localizedName?: StringResult;
  fathersName?: StringResult;
  mothersName?: StringResult;
  address?: StringResult;
  additionalAddressInformation?: StringResult;
  additionalOptionalAddressInformation?: StringResult;
  placeOfBirth?: StringResult;
  nationality?: StringResult;
  race?: StringResult;
  religion?: StringResult;
  profession?: StringResult;
  maritalStatus?: StringResult;
  residentialStatus?: StringResult;
  employer?: StringResult;
  sex?: StringResult;
  sponsor?: StringResult;
  bloodType?: StringResult;
  documentNumber?: StringResult;
  personalIdNumber?: StringResult;
  documentAdditionalNumber?: StringResult;
  documentOptionalAdditionalNumber?: StringResult;
  additionalPersonalIdNumber?: StringResult;
  issuingAuthority?: StringResult;
  documentSubtype?: StringResult;
  remarks?: StringResult;
  residencePermitType?: StringResult;
  manufacturingYear?: StringResult;
  vehicleType?: StringResult;
  eligibilityCategory?: StringResult;
  specificDocumentValidity?: StringResult;
  visaType?: StringResult;
  vehicleOwner?: StringResult;
  certificateNumber?: StringResult;
  countryCode?: StringResult;
  nationalInsuranceNumber?: StringResult;
  dateOfBirth?: DateResult<StringResult>;
  dateOfIssue?: DateResult<StringResult>;
  dateOfExpiry?: DateResult<StringResult>;
  dateOfExpiryPermanent?: boolean;
  driverLicenseDetailedInfo?: DriverLicenceDetailedInfo<StringResult>;
  dependentsInfo?: DependentInfo[];
}

/** What one side of the document gave. Contract 4.5. */
export interface SingleSideScanningResult {
  viz?: VizResult;
  mrz?: MrzResult;
  barcode?: BarcodeResult;
  inputImage?: ScanImageData;
  barcodeInputImage?: ScanImageData;
  documentImage?: ScanImageData;
  faceImage?: DetailedCroppedImageResult;
  signatureImage?: DetailedCroppedImageResult;
}

/** What a document scan read, all sides together. Contract 4.5. */
export interface DocumentScanReport extends VizResult {
  mode?: RecognitionMode;
  documentClassInfo: DocumentClassInfo;
  dataMatchResult?: DataMatchResult;
  inputImagesScanningSide?: ScanningSide[];
  documentImagesScanningSide?: ScanningSide[];
  barcodeInputImageScanningSide?: ScanningSide;
  faceImageScanningSide?: ScanningSide;
  signatureImageScanningSide?: ScanningSide;
  subResults: SingleSideScanningResult[];
}
