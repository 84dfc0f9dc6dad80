"""The closed lists of the project: one spelling each, used by catalogue, understanding, tables and URLs.

Codes only. Japanese labels stand in ``bot/catalog/national`` (``concerns.yml``, ``labels.yml``, ``signals.yml``,
``patterns.yml``); a test compares the two.
"""

from __future__ import annotations

from enum import Enum


class Code(str, Enum):
    """Base of the closed lists: a member is its own string."""

    def __str__(self) -> str:
        return str(self.value)


class Field(Code):
    """分野: whose counter would have to be involved. A tag, never a gate."""

    ELDERLY = "elderly"
    DISABILITY = "disability"
    CHILD = "child"
    POVERTY = "poverty"


class Urgency(Code):
    """緊急度, most urgent first; ``rank`` grows with urgency."""

    NOW = "now"
    TODAY = "today"
    WITHIN_48H = "within_48h"
    ORDINARY = "ordinary"

    @property
    def rank(self) -> int:
        return {"now": 3, "today": 2, "within_48h": 1, "ordinary": 0}[self.value]

    @classmethod
    def highest(cls, *levels: "Urgency") -> "Urgency":
        """Return the most urgent of the levels, ``ordinary`` when there are none."""
        return max(levels, key=lambda level: level.rank, default=cls.ORDINARY)


class Assertion(Code):
    """How a thing is said to hold (``docs/triage.md``); ``quoted`` is a flag beside it."""

    PRESENT = "present"
    NEGATED = "negated"
    PAST = "past"
    HYPOTHETICAL = "hypothetical"
    UNCERTAIN = "uncertain"
    FIGURATIVE = "figurative"


class Experiencer(Code):
    """Whom a thing is said of."""

    SELF = "self"
    MEMBER = "member"
    OTHER_PERSON = "other_person"
    NOBODY = "nobody"


class SignalCode(Code):
    """リスクサイン: calls for a person, now or soon."""

    SUICIDE = "suicide"
    CHILD_ABUSE = "child_abuse"
    ELDER_ABUSE = "elder_abuse"
    DISABILITY_ABUSE = "disability_abuse"
    DV = "dv"
    NO_FOOD_MONEY = "no_food_money"
    MISSING = "missing"
    MEDICAL = "medical"
    HARM_TO_OTHERS = "harm_to_others"


class PatternCode(Code):
    """複合課題: recorded when the messages state it."""

    EIGHTY_FIFTY = "eighty_fifty"
    DOUBLE_CARE = "double_care"
    YOUNG_CARER = "young_carer"
    ELDER_ELDER_CARE = "elder_elder_care"
    CARER_FATIGUE = "carer_fatigue"
    LEAVING_WORK_FOR_CARE = "leaving_work_for_care"
    AFTER_PARENTS = "after_parents"
    SINGLE_PARENT_POVERTY = "single_parent_poverty"
    HIKIKOMORI = "hikikomori"
    SELF_NEGLECT = "self_neglect"
    POSTPARTUM = "postpartum"
    HOUSING_LOSS = "housing_loss"
    FOREIGN_ROOTS = "foreign_roots"
    EX_OFFENDER = "ex_offender"
    ANIMAL_HOARDING = "animal_hoarding"
    NO_RELATIVES = "no_relatives"
    TRUANCY_FAMILY = "truancy_family"


class ConcernCode(Code):
    """困りごと. Definition, fields and form items of each: ``bot/catalog/national/concerns.yml``."""

    # chiefly elderly
    ELDER_CARE = "elder_care"
    DEMENTIA = "dementia"
    ELDER_FRAILTY = "elder_frailty"
    ELDER_ALONE = "elder_alone"
    CARE_SERVICE = "care_service"
    ELDER_MALTREATMENT = "elder_maltreatment"
    # chiefly disability
    PHYSICAL_DISABILITY = "physical_disability"
    INTELLECTUAL_DISABILITY = "intellectual_disability"
    MENTAL_ILLNESS = "mental_illness"
    DEVELOPMENTAL_DISABILITY = "developmental_disability"
    INTRACTABLE_DISEASE = "intractable_disease"
    DISABILITY_SERVICE = "disability_service"
    DISABILITY_WORK = "disability_work"
    FUTURE_WITHOUT_PARENTS = "future_without_parents"
    DISABILITY_MALTREATMENT = "disability_maltreatment"
    # chiefly child
    PREGNANCY = "pregnancy"
    POSTPARTUM_DISTRESS = "postpartum_distress"
    CHILDREARING = "childrearing"
    CHILD_DEVELOPMENT = "child_development"
    TRUANCY = "truancy"
    BULLYING = "bullying"
    CHILD_LONELINESS = "child_loneliness"
    CHILD_BEHAVIOR = "child_behavior"
    YOUNG_CARING = "young_caring"
    CHILDCARE_PLACE = "childcare_place"
    SINGLE_PARENT = "single_parent"
    SCHOOL_COST = "school_cost"
    CHILD_MALTREATMENT = "child_maltreatment"
    # chiefly poverty
    LIVING_COST = "living_cost"
    DEBT = "debt"
    ARREARS = "arrears"
    JOB_LOSS = "job_loss"
    PUBLIC_ASSISTANCE = "public_assistance"
    HOMELESSNESS = "homelessness"
    FOOD_SHORTAGE = "food_shortage"
    UTILITIES_CUT = "utilities_cut"
    MEDICAL_COST = "medical_cost"
    # across the fields
    ILLNESS = "illness"
    MENTAL_LOAD = "mental_load"
    CARER_EXHAUSTION = "carer_exhaustion"
    WORK_AND_CARE = "work_and_care"
    ISOLATION = "isolation"
    HIKIKOMORI = "hikikomori"
    FAMILY_CONFLICT = "family_conflict"
    DIVORCE = "divorce"
    PARTNER_VIOLENCE = "partner_violence"
    JOB_SEARCH = "job_search"
    WORK_TROUBLE = "work_trouble"
    HOUSING = "housing"
    SELF_NEGLECT = "self_neglect"
    ADDICTION = "addiction"
    NEIGHBOR_TROUBLE = "neighbor_trouble"
    ANIMAL_HOARDING = "animal_hoarding"
    FOREIGN_ROOTS = "foreign_roots"
    EX_OFFENDER = "ex_offender"
    SEXUAL_MINORITY = "sexual_minority"
    NO_KIN = "no_kin"
    BEREAVEMENT = "bereavement"
    FRAUD_DAMAGE = "fraud_damage"
    BETWEEN_SYSTEMS = "between_systems"
    UNCLEAR = "unclear"


class Kinship(Code):
    """続柄, always seen from the writer."""

    SELF = "self"
    HUSBAND = "husband"
    WIFE = "wife"
    PARTNER = "partner"
    EX_HUSBAND = "ex_husband"
    EX_WIFE = "ex_wife"
    MOTHER = "mother"
    FATHER = "father"
    PARENTS = "parents"
    PARENT = "parent"
    MOTHER_IN_LAW = "mother_in_law"
    FATHER_IN_LAW = "father_in_law"
    PARENTS_IN_LAW = "parents_in_law"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    GRANDPARENTS = "grandparents"
    DAUGHTER = "daughter"
    SON = "son"
    CHILD = "child"
    DAUGHTER_IN_LAW = "daughter_in_law"
    SON_IN_LAW = "son_in_law"
    OLDER_BROTHER = "older_brother"
    OLDER_SISTER = "older_sister"
    YOUNGER_BROTHER = "younger_brother"
    YOUNGER_SISTER = "younger_sister"
    SIBLING = "sibling"
    BROTHER_IN_LAW = "brother_in_law"
    SISTER_IN_LAW = "sister_in_law"
    GRANDCHILD = "grandchild"
    GRANDSON = "grandson"
    GRANDDAUGHTER = "granddaughter"
    UNCLE = "uncle"
    AUNT = "aunt"
    NEPHEW = "nephew"
    NIECE = "niece"
    COUSIN = "cousin"
    RELATIVE = "relative"


class AgeBand(Code):
    """An age as stated when it is no number: decade, school, or a word."""

    INFANT = "infant"
    PRESCHOOL = "preschool"
    ELEMENTARY_SCHOOL = "elementary_school"
    JUNIOR_HIGH_SCHOOL = "junior_high_school"
    HIGH_SCHOOL = "high_school"
    TEENS = "teens"
    TWENTIES = "20s"
    THIRTIES = "30s"
    FORTIES = "40s"
    FIFTIES = "50s"
    SIXTIES = "60s"
    SEVENTIES = "70s"
    EIGHTIES = "80s"
    NINETIES = "90s"
    HUNDREDS = "100s"
    ADULT = "adult"
    AGED = "aged"


class Sex(Code):
    """As told or as the kinship word says; never guessed."""

    FEMALE = "female"
    MALE = "male"


class Act(Code):
    """Dialogue act of a message: the intent in Rasa's sense. What is told stands in concerns, not here."""

    TELL = "tell"
    GREET = "greet"
    AFFIRM = "affirm"
    DENY = "deny"
    SKIP = "skip"
    DONT_KNOW = "dont_know"
    CORRECT = "correct"
    ASK_HUMAN = "ask_human"
    ASK_INFO = "ask_info"
    ASK_ABOUT_BOT = "ask_about_bot"
    ASK_RECORD = "ask_record"
    FINISH = "finish"
    THANK = "thank"
    COMPLAIN = "complain"
    OFF_TOPIC = "off_topic"
    UNREADABLE = "unreadable"


class CueKind(Code):
    """What else a message may say that a counselor wants on the first page."""

    WISH = "wish"
    SUPPORT = "support"
    STRENGTH = "strength"
    SAFE_CONTACT = "safe_contact"
    NEVER_CONTACT = "never_contact"
    PATTERN = "pattern"
    DURATION = "duration"
    PLACE = "place"


class QuestionCode(Code):
    """The one question a turn may ask; it travels with the next message as its context."""

    OPENING = "opening"
    SAFETY_NOW = "safety_now"
    PLACE_NOW = "place_now"
    WHO = "who"
    AGE = "age"
    LIVES_WITH = "lives_with"
    SINCE_WHEN = "since_when"
    WHAT_TROUBLES_MOST = "what_troubles_most"
    EXISTING_SUPPORT = "existing_support"
    WISH = "wish"
    MONEY = "money"
    CARE_LOAD = "care_load"
    SCHOOL = "school"
    AREA = "area"
    SAFE_CONTACT = "safe_contact"
    SUMMARY_OK = "summary_ok"
    CONSENT = "consent"
