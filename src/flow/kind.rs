//! The types of nodes and what is fixed about each: its outcomes, whether it uses the camera's video,
//! whether it waits for a person. The names are those of `types/nodes.d.ts` and `types/enums.d.ts`.

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// The type of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    Start,
    End,
    Conversation,
    LivenessDetection,
    EnterEmail,
    DataValidation,
    DocumentScan,
    Recognition,
    FaceScan,
    TwoFactorEmail,
    TwoFactorSms,
    Permissions,
    FaceCompare,
    ExternalCall,
    FieldCondition,
}

/// How a node says what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exits {
    /// Nothing follows.
    None,
    /// `outcome` names the one node that follows.
    One,
    /// `outcomes` is an object with these keys.
    Fixed(&'static [&'static str]),
    /// `outcomes` is an array of conditional outcomes.
    Conditional,
    /// `rules` is an array, beside a `default`.
    Rules,
}

/// The three exits of `awaitExternal`.
pub const AWAIT_EXITS: [&str; 3] = ["onDataReady", "onTimeout", "onError"];

const LIVENESS: &[&str] = &["livenessDetected", "deepfakeDetected", "noFace", "inconclusive"];
const ENTER_EMAIL: &[&str] = &["emailEntered", "canceled"];
const DOCUMENT_SCAN: &[&str] = &["scanSuccess", "userCancelled", "scanTimeout"];
const RECOGNITION: &[&str] = &["recognized", "newUser", "noFace"];
const FACE_SCAN: &[&str] = &["passed", "notPassed", "cancelled", "error"];
const TWO_FACTOR: &[&str] = &["verified", "delivery_failed", "failed_unverified", "cancelled", "error"];
const PERMISSIONS: &[&str] = &["permissionsGranted", "permissionsDenied"];
const FACE_COMPARE: &[&str] = &["match", "noMatch", "imageUnavailable"];

impl Kind {
    /// None for a type that this version doesn't know.
    pub fn of(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    pub const fn exits(self) -> Exits {
        match self {
            Self::End => Exits::None,
            Self::Start | Self::ExternalCall => Exits::One,
            Self::Conversation | Self::DataValidation => Exits::Conditional,
            Self::FieldCondition => Exits::Rules,
            Self::LivenessDetection => Exits::Fixed(LIVENESS),
            Self::EnterEmail => Exits::Fixed(ENTER_EMAIL),
            Self::DocumentScan => Exits::Fixed(DOCUMENT_SCAN),
            Self::Recognition => Exits::Fixed(RECOGNITION),
            Self::FaceScan => Exits::Fixed(FACE_SCAN),
            Self::TwoFactorEmail | Self::TwoFactorSms => Exits::Fixed(TWO_FACTOR),
            Self::Permissions => Exits::Fixed(PERMISSIONS),
            Self::FaceCompare => Exits::Fixed(FACE_COMPARE),
        }
    }

    /// Whether the documentation counts it among the nodes that need video of the camera.
    pub const fn is_video(self) -> bool {
        matches!(self, Self::LivenessDetection | Self::FaceScan | Self::FaceCompare | Self::Recognition)
    }

    pub const fn is_two_factor(self) -> bool {
        matches!(self, Self::TwoFactorEmail | Self::TwoFactorSms)
    }

    /// Whether the server is done with it at once, without the end user.
    pub const fn is_machine(self) -> bool {
        matches!(self, Self::ExternalCall | Self::FieldCondition | Self::DataValidation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of an enum in the declarations, in order.
    fn declared(name: &str) -> Vec<&'static str> {
        let declarations = include_str!("../../types/enums.d.ts");
        let (_, rest) = declarations.split_once(&format!("enum {name} {{")).expect("the enum");
        let (body, _) = rest.split_once("\n}").expect("its end");
        let members = body.lines().filter_map(|line| line.split_once(" = '")?.1.strip_suffix("',"));
        members.collect()
    }

    #[test]
    fn the_types_are_those_of_the_declarations() {
        let names: Vec<&str> = Kind::VARIANTS.iter().map(Into::into).collect();
        assert_eq!(names, declared("FSNodeType"));
    }

    #[test]
    fn the_outcomes_are_those_of_the_declarations() {
        for (kind, name) in [
            (Kind::LivenessDetection, "FSLivenessDetectionOutcome"),
            (Kind::EnterEmail, "FSEnterEmailOutcome"),
            (Kind::DocumentScan, "FSDocumentScanOutcome"),
            (Kind::Recognition, "FSRecognitionOutcome"),
            (Kind::FaceScan, "FSFaceScanOutcome"),
            (Kind::TwoFactorEmail, "FSTwoFactorOutcome"),
            (Kind::TwoFactorSms, "FSTwoFactorOutcome"),
            (Kind::Permissions, "FSPermissionsOutcome"),
            (Kind::FaceCompare, "FSFaceCompareOutcome"),
        ] {
            let Exits::Fixed(outcomes) = kind.exits() else { panic!("{name}") };
            assert_eq!(outcomes, declared(name), "{name}");
        }
    }
}
