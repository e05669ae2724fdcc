// What is looked for: crisis language and life events as sequences of words.
//
// A pattern is words with spaces between them, as safety-inl.hpp reads them: lower case, apostrophes dropped, contractions spelt out
// ("dont" is "do not"), "my self" in one. `a|b` is one or the other, `{class}` a word of a class below, `x?` an option, `x*` any word that
// begins so, `+3` up to three words of any kind. '!' marks the word that sets a pattern off: a rare one, since all else is only
// looked at where it stands. Life events do not reach across the end of a sentence, crisis language does.
//
// What is here decides who reaches a person: better one idiom too many than one person too few, within a budget of one ordinary turn
// in two hundred.
#pragma once

#include <array>
#include <string_view>

#include <attune/safety.hpp>

namespace attune::detail {

struct SafetyClass {
  std::string_view name;
  std::string_view words;
};

inline constexpr std::string_view relatives =
    "mother|mom|mum|mam|mama|mommy|mummy|father|dad|daddy|papa|parent|parents|son|daughter|child|children|kid|kids|baby|babies|newborn|infant|"
    "toddler|boy|girl|wife|husband|hubby|spouse|partner|fiance|fiancee|boyfriend|girlfriend|bf|gf|brother|sister|bro|sis|twin|grandma|grandmother|"
    "gran|granny|nan|nana|nanna|grandpa|grandfather|grandad|granddad|grandson|granddaughter|grandchild|uncle|aunt|auntie|aunty|cousin|nephew|niece|"
    "friend|mate|bestie|law|stepdad|stepmom|stepmum|stepson|stepdaughter|godmother|godfather|family|neighbour|neighbor|colleague|flatmate|roommate";

inline constexpr std::array<SafetyClass, 12> safety_classes{{
    {"relative", relatives},
    {"relatives", "mothers|moms|mums|mamas|fathers|dads|papas|parents|sons|daughters|childs|childrens|kids|babys|wifes|husbands|hubbys|partners|fiances|"
                  "fiancees|boyfriends|girlfriends|brothers|sisters|grandmas|grandmothers|grans|nans|nanas|grandpas|grandfathers|grandads|"
                  "granddads|grandsons|granddaughters|uncles|aunts|aunties|cousins|nephews|nieces|friends|mates|laws|familys"},
    {"pet", "dog|puppy|pup|cat|kitten|pet|horse|rabbit|hamster"},
    {"my", "my|our|his|her|their|your|ur|thier|mine"},
    {"oneself", "myself|mysef|myslef|meself|mself|myslf|mysel|yourself|urself|yoursef|himself|herself|themself|themselves|ourselves|oneself"},
    {"me", "me|us|him|her|them"},
    {"be", "is|are|was|were|am|be|been|being|got|has|have|had|getting|s"},
    {"person", "i|he|she|we|they|who|someone|somebody|anyone"},
    {"person_word", "person|people|customer|passenger|traveler|traveller|veteran|vet|pensioner|patient|lady|woman|man|adult|guest|driver"},
    {"impaired", "disabled|blind|deaf|paralysed|paralyzed|paraplegic|quadriplegic|tetraplegic|autistic|housebound|bedridden|bedbound|wheelchairbound|"
                 "handicapped|amputee|immunocompromised"},
    {"accidental", "hurt|cut|burn|shoot|stab|injure|injuring|cutting|hurting|burning|shooting|stabbing|punch|punching"},
    {"intent", "want|wants|wanted|wanting|going|plan|plans|planning|planned|tempted|urge|urges|try|trying|tried|thinking|thought|thoughts|think|"
               "feel|feeling|about|need|might|will|could|may|like|consider|considering|considered|desire"},
}};

struct SafetyRule {
  SafetyKind kind;
  std::string_view name;
  std::string_view pattern;
};

inline constexpr SafetyKind crisis = SafetyKind::crisis;
inline constexpr SafetyKind life_event = SafetyKind::life_event;

inline constexpr auto safety_rules = std::to_array<SafetyRule>({
    // Suicide and self-harm.
    {crisis, "suicide", "!suicid*|sucid*|suicd*|suisid*|suacid*|suiside|suicied|suicidle|suicdal|suecide|unalive|unaliving|unalived"},
    {crisis, "suicide.kill", "!kill|kills|killed|killing|kil|kiling|kiled|murdering {oneself}"},
    {crisis, "suicide.kill", "!killmyself|killmyslef|killyourself|wanttodie|wannadie|endmylife"},
    {crisis, "suicide.kill", "{intent} to|of? +1 !kms"},
    {crisis, "suicide.kill", "kys|kms !now|already|tonight|today"},
    {crisis, "suicide.end_life", "!end|ended|ending|ends|take|took|taken|taking|takes|finish {my} own? life|lives|lifes"},
    {crisis, "suicide.end_life", "!end|ending it all|tonight"},
    {crisis, "suicide.end_life", "!end|ending things|everything for good"},
    {crisis, "suicide.want_to_die", "want|wanted|wanting|ready|prefer|hoping|longing|deserve|deserved|like|waiting to just? !die|dye"},
    {crisis, "suicide.want_to_die", "{person} wants to just? !die"},
    {crisis, "suicide.want_to_die", "feel|feels|feeling|felt like !dying"},
    {crisis, "suicide.want_to_die", "!wish|wished|wishing i +1 dead"},
    {crisis, "suicide.want_to_die", "!wish|wished|wishing i could|would|will +1 die|disappear|vanish"},
    {crisis, "suicide.want_to_die", "!wish|wished|wishing i +2 never +1 born|existed|woke|woken|wake"},
    {crisis, "suicide.want_to_die", "!wish|wished|wishing i +1 not +1 born|alive|exist|existed|wake|woken|waking"},
    {crisis, "suicide.want_to_die", "better|rather|should be? !dead"},
    {crisis, "suicide.want_to_die", "let|make me just? !die"},
    {crisis, "suicide.want_to_die", "ways|way|easiest|painless|quickest|how +2 to !die"},
    {crisis, "suicide.not_live", "not +1 want|wana|wish|deserve to !live|exist"},
    {crisis, "suicide.not_live", "not +1 want|wana|wish|deserve to be !alive"},
    {crisis, "suicide.not_live", "not +1 want|wana|wish to be|stay !here|around|on any|anymore|longer|this|earth"},
    {crisis, "suicide.not_live", "not +1 want|wish to !wake|waking up anymore|again|any|tomorrow|ever"},
    {crisis, "suicide.not_live", "!never|not wake|waking|woke up again?"},
    {crisis, "suicide.not_live", "no|any|little|lost|without +1 reason|point|will|desire|purpose in|to|of|for !live|living"},
    {crisis, "suicide.not_live", "nothing|no +2 to !live for"},
    {crisis, "suicide.not_live", "not|never|no longer? +1 see|seeing +1 !point anymore|any"},
    {crisis, "suicide.not_live", "not|never|no longer? +1 see|seeing +1 !point in|of living|life|anything|being|existing|going"},
    {crisis, "suicide.not_live", "not|barely|hardly worth !living"},
    {crisis, "suicide.not_live", "tired|sick|done|fed|exhausted|finished +1 of|with|from !living|life|existing"},
    {crisis, "suicide.not_live", "giving|give|given|gave !up on life|living"},
    {crisis, "suicide.not_live", "not|never !go|going on living|anymore|any|longer|without|much"},
    {crisis, "suicide.not_live", "not|no|stop|nothing +1 !keep|carry|go on living"},
    {crisis, "suicide.burden", "!better of|off without me"},
    {crisis, "suicide.burden", "!better of|off if i|he|she was|were|am|is not +1 here|around|alive|born"},
    {crisis, "suicide.burden", "!better of|off if i|he|she was|were gone|dead"},
    {crisis, "suicide.not_live", "talks|talking|talked|thinks|thinking|thought|thoughts|think +1 about|of not !being here|around|alive"},
    {crisis, "suicide.end_life", "thought|thinking|thoughts|think +1 about|of !ending it"},
    {crisis, "suicide.burden", "world|everyone|everybody|family|kids be|is better|happier !without me"},
    {crisis, "suicide.goodbye", "not be here !much|anymore|any|long longer|more|and"},
    {crisis, "suicide.not_live", "no|not longer +1 wish|want|wishes|wants to be|stay? !alive|live|exist"},
    {crisis, "suicide.not_live", "no|any|a !reason|point to|in go|going|carry|carrying on"},
    {crisis, "suicide.goodbye", "!goodbye cruel? world|life"},
    {crisis, "suicide.goodbye", "never !hear|see from? me again"},
    {crisis, "self_harm", "!selfharm|selfharming|selfinjury"},
    {crisis, "self_harm", "self !harm*|injur*|mutilat*|inflicted"},
    {crisis, "self_harm", "!harm|harming|harmed|hang|hanging|hanged|hung|drown|drowning|starve|starving|starved|strangle|electrocute {oneself}"},
    {crisis, "self_harm", "{intent} to|of|like? just? !{accidental} {oneself}"},
    {crisis, "self_harm", "keep|keeps|been|started|starting|stop|am|start|begun|is|enjoy|resist|about|of|relapsed|by !{accidental} {oneself}"},
    {crisis, "self_harm", "cut|cuts|cutting|slit|slitting|slash|slashing|slashed|open {my} !wrist|wrists|veins|throat|thighs"},
    {crisis, "self_harm", "!jump|jumping|leap|jumped off|from +2 bridge|building|roof|rooftop|balcony|cliff|window|ledge"},
    {crisis, "self_harm", "!jump|jumping|throw|throwing|step|stepping|walk|walking|lie +2 in front of a|the|an +1 train|bus|traffic|truck|lorry|tram"},
    {crisis, "self_harm", "!overdos*"},
    {crisis, "self_harm", "{intent} +1 !od on"},
    {crisis, "self_harm", "take|took|taken|taking|swallow|swallowed|swallowing all|too|whole|bottle|handful|every|entire +3 !pills|pils|tablets|paracetamol|"
                          "ibuprofen|aspirin|meds|medication|tylenol|antidepressants"},
    {crisis, "self_harm", "lethal|fatal|deadly !dose|amount"},
    {crisis, "self_harm", "!pills lined up|out"},
    {crisis, "self_harm", "got|have the|my|these|all !pills here|ready|beside"},
    {crisis, "self_harm", "i|he|she|{relative} +2 taken|swallowed|eaten +4 whole|entire !packet|bottle|strip|box"},
    {crisis, "self_harm", "!thinspo|proana|anorexi*|bulimi*"},
    {crisis, "self_harm", "!drink|drank|drinking bleach|antifreeze|acid|poison"},
    {crisis, "self_harm", "gun|pistol|rifle|knife|blade|bullet +2 to|in|through|against {my} !head|wrist|mouth|throat"},
    // Danger to life, and violence.
    {crisis, "danger.violence", "threatened|threatening|threatens|threaten|tried|tries|trying|wants|attempted to !kill|murder|hurt|strangle|stab|shoot|choke {me}"},
    {crisis, "danger.violence", "i|we +2 will|going to? !kill|murder|shoot|stab you|him|her|them|u|yall|someone|somebody|everyone|everybody"},
    {crisis, "danger.violence", "!ill kill|murder|shoot|stab you|him|her|them|u|yall"},
    {crisis, "danger.violence", "have|is|plant|planted|planting|put +1 a|the|your? !bomb|explosive|explosives"},
    {crisis, "danger.violence", "!bomb threat"},
    {crisis, "danger.violence", "!shoot|blow|burn up|down the|your|this|that +2 office|offices|store|shop|building|place|bank|branch|house|school"},
    {crisis, "danger.violence", "domestic !violence|abuse"},
    {crisis, "danger.violence", "!abusive|violent husband|wife|partner|ex|boyfriend|girlfriend|relationship|marriage|father|mother|home|spouse"},
    {crisis, "danger.violence", "he|she|husband|wife|partner|boyfriend|girlfriend|father|dad|ex|stepdad !hits|beats|beat|hit|punched|attacked|assaulted|choked|"
                                "strangled|raped {me}"},
    {crisis, "danger.violence", "!raped|rapist|molested"},
    {crisis, "danger.violence", "sexually|physically !assaulted|abused"},
    {crisis, "danger.violence", "!stalker|stalking|stalked|stalks me|us|knows|found|ex|is|has"},
    {crisis, "danger.violence", "afraid|scared|fear|fearing|frightened|worried|terrified +1 for {my} !life|lives"},
    {crisis, "danger.life", "life|lives +2 in !danger"},
    {crisis, "danger.life", "life !threatening"},
    {crisis, "danger.life", "!lifethreatening"},
    {crisis, "danger.life", "matter|question|situation|issue of? life or|and !death"},
    {crisis, "danger.life", "can|could not !breathe|breath"},
    {crisis, "danger.life", "not|stopped !breathing"},
    {crisis, "danger.life", "having|has a !heart attack"},
    {crisis, "danger.life", "having|has|is a? !stroke|seizure"},
    {crisis, "danger.life", "!chest pain|pains"},
    {crisis, "danger.life", "!{relative}|{relatives} +2 collapsed|unconscious|unresponsive|choking"},
    {crisis, "danger.violence", "has|have|got|with|holding|pulled|waving|carrying|brandishing got? a|the|his|an !gun|knife|machete|weapon|pistol"},
    {crisis, "danger.violence", "someone|somebody|man|men|intruder|burglar|he|they +2 to? !break|breaking in|into"},
    {crisis, "danger.violence", "{intent} to !kill|hurt|harm {oneself}"},
    {crisis, "danger.violence", "said|says|saying|told|swears|swore|threatened|promised +6 would|will|to|hell|shell|theyll !kill|hurt|murder|stab|shoot {me}"},
    {crisis, "danger.life", "!smoke|flames is|are? coming|pouring|everywhere +1 under|from|through|in|out"},
    {crisis, "danger.life", "gas|smoke|burning !smell is|gets|keeps getting stronger|worse"},
    {crisis, "danger.life", "!{relative}|she|shes|he|hes|im is|am? +1 bleeding through|from|and|alot"},
    {crisis, "danger.life", "chest is|was? !hurts|hurting"},
    {crisis, "danger.life", "!bleeding heavily|badly|out|profusely|alot"},
    {crisis, "danger.life", "call|calling|called|need|send|get|phone|ring +1 !ambulance|911|999|paramedics"},
    {crisis, "danger.life", "!gas leak|leaking"},
    {crisis, "danger.life", "smell|smells|smelling +1 !gas"},
    {crisis, "danger.life", "!monoxide leak|poisoning|levels"},
    {crisis, "danger.life", "!monoxide +1 alarm|detector|sensor is|keeps|will|went|going|has|beeping|sounding|screaming"},
    {crisis, "danger.life", "we|everyone|everybody|kids|children|family +1 feel|feels|feeling|felt|gone|going +1 !faint|dizzy|drowsy"},
    {crisis, "danger.life", "{relative}|he|she +7 will not !wake"},
    {crisis, "danger.life", "can|could not !wake {me}"},
    {crisis, "danger.life", "heart is|has|been? going|gone|feels !funny"},
    {crisis, "danger.life", "lot|lots|loads|much of? !blood"},
    {crisis, "danger.life", "not +2 out !alive"},
    {crisis, "danger.life", "someone|somebody|man|woman|person|child|kid|boy|girl|he|she +1 on the|train|railway +1 !tracks"},
    {crisis, "danger.life", "!sparks coming|pouring|shooting|flying|out +1 from|of|off"},
    {crisis, "danger.life", "it|heater|charger|socket|plug|oven|cooker|boiler|battery|dryer|engine|bus|train|scooter|meter|wire|wires +3 is|are on !fire"},
    {crisis, "danger.life", "!oxygen|ventilator|concentrator +7 outage|battery|mains|electric|electricity"},
    {crisis, "danger.life", "outage|battery|mains|electric|electricity|power +7 !oxygen|ventilator|concentrator"},
    {crisis, "danger.life", "house|flat|apartment|building|kitchen|home|room|car is|caught|are|on|was on? !fire"},
    {crisis, "danger.life", "!trapped in|inside|under +2 lift|elevator|car|building|house|fire|flood|store|shop|vehicle|bus|lorry|snow|basement"},
    {crisis, "danger.life", "!swallowed|swallow|ingested a|the|some|one|it? +1 battery|batteries|magnet|magnets|detergent|capsule"},
    {crisis, "danger.life", "!kidnapped|abducted|trafficked"},
    {crisis, "danger.life", "{relative} is|has|are been|gone? !missing"},
    {crisis, "danger.life", "!anaphyla*"},
    // Death.
    {life_event, "death", "{my} +1 {relative} +2 !died|dead|deceased|perished"},
    {life_event, "death", "{my} +1 {pet} +2 !died"},
    {life_event, "death", "he|she|{relative} +1 !died"},
    {life_event, "death", "he|she|who is|was|been|{relatives}? !dead"},
    {life_event, "death", "{relatives}|{relative} has|is? been !dead"},
    {life_event, "death", "!dead man|woman|person|mans|womans|persons name|account|bill|house|phone|and|for|in|still"},
    {life_event, "death", "i|we !lost|losing him|her in|to|on|last|suddenly|this"},
    {life_event, "death", "!lost|losing|lose the|our|a baby"},
    {life_event, "death", "he|she|{relative} is|are no !longer with us|me"},
    {life_event, "death", "!passed|passing|past|pass|passes away"},
    {life_event, "death", "{relative} +1 !passed last|on|this|yesterday|suddenly|in|two|three|so"},
    {life_event, "death", "!lost|losing|lose|loss {my} +1 {relative}"},
    {life_event, "death", "!lost|losing|loss of? {my} +1 {pet}"},
    {life_event, "death", "loss|death of|in {my}|a|the !{relative}"},
    {life_event, "death", "{relatives} !death|passing|funeral|burial|ashes|estate|memorial|wake|cremation"},
    {life_event, "death", "!funeral|funerals|funaral|burial"},
    {life_event, "death", "!bereave*|widowed|widower|condolences|grieving|mourning|stillborn|stillbirth|miscarr*|hospice|palliative|deathbed|cremation|cremated"},
    {life_event, "death", "am|recently|newly|now|as a? !widow"},
    {life_event, "death", "!deceased|deseased {relative}|customer|account|estate|person|holder|member|parent"},
    {life_event, "death", "is|was|are|now !deceased"},
    {life_event, "death", "{my} !late {relatives}|mother|mom|mum|father|dad|husband|wife|son|daughter|brother|sister|grandmother|grandma|nan|grandfather|grandad|grandpa|partner|aunt|uncle"},
    {life_event, "death", "!death certificate"},
    {life_event, "death", "{relative} +1 !killed in|by"},
    {life_event, "death", "{relative} +1 {be} !dying"},
    {life_event, "death", "!dying {relative}"},
    {life_event, "death", "end of life !care"},
    {life_event, "death", "weeks|months|days|long left? to !live"},
    {life_event, "death", "on|off life !support"},
    // Illness.
    {life_event, "illness", "!terminally ill"},
    {life_event, "illness", "!terminal cancer|illness|diagnosis|ill"},
    {life_event, "illness", "has|have|had|with|got|battling|fighting|fights|beat|breast|lung|brain|prostate|skin|bowel|ovarian|blood|pancreatic|bone|kidney|liver|"
                            "stage|terminal|from|is|of|having|to|against|her|his|my|cervical|colon|throat !cancer|canser|cancr"},
    {life_event, "illness", "!cancer|canser|cancr treatment|treatments|patient|patients|survivor|diagnosis|ward|surgery|drugs|medication|meds"},
    {life_event, "illness", "!chemo*|leukemia|leukaemia|lymphoma|radiotherapy|dialysis|dementia|alzheimers|alzheimer|parkinsons|sclerosis|fibrosis|pneumonia|sepsis|"
                            "epilepsy|epileptic|tumor|tumour|icu|aneurysm|meningitis|schizophreni*|ptsd"},
    {life_event, "illness", "intensive !care"},
    {life_event, "illness", "kidney|heart|liver|organ|lung|bone|marrow !transplant|failure"},
    {life_event, "illness", "!diagnosed with|as"},
    {life_event, "illness", "{relative}|i|he|she|we|they|who +1 had|suffered|has a|another|his|her|massive|mild +1 !stroke"},
    {life_event, "illness", "{relative}|i|he|she +1 had|suffered a|another|his|her|massive|mild +1 !heart attack"},
    {life_event, "illness", "seizures|seizure|epileptic|asthma !fit|fits|attack|attacks"},
    {life_event, "illness", "am|is|are|not|been|was|were|back|stuck|lying|still|currently|daughter|son|mother|father|wife|husband|mum|mom|dad|baby in|at|to the|a|intensive? "
                            "!hospital|hosptial|hopsital|hospitl|hosp"},
    {life_event, "illness", "!hospitalised|hospitalized|hospitalisation|hospitalization"},
    {life_event, "illness", "rushed|admitted|taken|ended|discharged +2 to|in|into|from|up a|the? !hospital|hosptial|er|emergency"},
    {life_event, "illness", "had|having|has|have|need|needs|needed|after|before|recovering|undergo|undergoing|underwent|emergency|heart|brain|for|major|spinal|"
                            "from +1 !surgery|surgary|surgeries|operation"},
    {life_event, "illness", "my|his|her|{relatives} !surgery|surgary"},
    {life_event, "illness", "seriously|critically|gravely|chronically|desperately|severely|very|really !ill|unwell"},
    {life_event, "illness", "critically|gravely|desperately|severely !sick"},
    {life_event, "illness", "{relative}|{relatives} {be} +2 !ill|sick|unwell|poorly"},
    {life_event, "illness", "{relatives} very|really|so? !sick|unwell|poorly"},
    {life_event, "illness", "i am|was|been !ill|unwell|poorly"},
    {life_event, "illness", "!sick|ill|unwell {relative}"},
    {life_event, "illness", "chronic|serious|long|mental|severe|heart|kidney|incurable|rare|term !illness|disease|condition|sickness"},
    {life_event, "illness", "mental !health|ilness|breakdown"},
    {life_event, "illness", "nervous !breakdown"},
    {life_event, "illness", "have|has|had|having|suffer|suffering|suffers|with|from|severe|clinical|postnatal|postpartum|battling|my|of !depression|bipolar"},
    {life_event, "illness", "clinically|severely|so|very|really|am|is !depressed"},
    {life_event, "illness", "!panic|anxiety attack|attacks|disorder"},
    {life_event, "illness", "need|needs|needed|without|out|no|my|his|her|of|for|the|this|takes|on|is|refrigerated !insulin|epipen|inhaler|cpap|oxygen|nebulizer|nebuliser|"
                            "pacemaker|ventilator"},
    {life_event, "illness", "without|out|of|no|need|needs|missed|life|saving|urgent +1 {my} +1 !medication|medications|medicine|medicines|meds|prescription"},
    {life_event, "illness", "life|lifesaving saving? !medication|medications|medicine|medicines|meds|drug|equipment"},
    {life_event, "illness", "is|am|are|son|daughter|child|kid|husband|wife|mother|father|type !diabetic|diabetes"},
    {life_event, "illness", "type 1|2|one|two !diabetic|diabetes"},
    {life_event, "illness", "{relative}|{relatives}|i|he|she|who +1 has|have|got|with +1 !ms|copd|asthma|crohns|lupus|emphysema|angina|arthritis|fibromyalgia|epilepsy"},
    {life_event, "illness", "{relative}|{relatives}|i|he|she|who +1 has|have|got m !s"},
    {life_event, "illness", "alarm|emergency|careline|falls|fall|panic|lifeline !pendant"},
    {life_event, "illness", "heart|feeding|breathing|oxygen|dialysis !monitor|tube|machine|concentrator|cylinder {relative}|for|my|at"},
    // Disability.
    {life_event, "disability", "i|she|he|who am|is|being +3 !{impaired}"},
    {life_event, "disability", "i|she|he|who was born? !{impaired}"},
    {life_event, "disability", "{relative} {be} +2 !{impaired}"},
    {life_event, "disability", "a|an|my|our|for|as|elderly|registered|partially|legally|severely !{impaired} {person_word}|{relative}|and|elderly|pensioner"},
    {life_event, "disability", "registered|partially|legally|severely|profoundly|both|completely|totally !blind|deaf|disabled|sighted"},
    {life_event, "disability", "visually|hearing|sight|mobility|vision !impaired|impairment"},
    {life_event, "disability", "!hard of hearing"},
    {life_event, "disability", "my|his|her|a|have|has|with|our|due|to|on !disability|disabilities"},
    {life_event, "disability", "!wheelchair user|users|bound|dependent"},
    {life_event, "disability", "in|my|his|her|needs|uses|use|lost|broke|broken|damaged|their|{relatives} a|the|electric|motorised|motorized? !wheelchair|wheelchairs"},
    {life_event, "disability", "special !needs {relative}|child|son|daughter|adult|kid|passenger|student"},
    {life_event, "disability", "{relative} +2 special !needs"},
    {life_event, "disability", "!autism|cerebral"},
    {life_event, "disability", "mobility|dexterity !issues|problems|difficulties"},
    {life_event, "disability", "guide|assistance|service !dog"},
    // Work and money.
    {life_event, "job_loss", "!lost|losing|lose|loosing|loss of? {my} +1 job|jobs|income|employment|livelihood|position"},
    {life_event, "job_loss", "!laid of|off"},
    {life_event, "job_loss", "!retrenched|retrenchment"},
    {life_event, "job_loss", "!layoff|layoffs|redundancy|furloughed|furlough|jobless"},
    {life_event, "job_loss", "made|being|am|is|was|were !redundant"},
    {life_event, "job_loss", "i|{relative}|just|who|he|she got|been|was|were|getting|am +1 !fired|sacked|terminated"},
    {life_event, "job_loss", "am|is|been|currently|now|are|became|being|i !unemployed"},
    {life_event, "job_loss", "am|is|been|are|currently|husband|wife|was out of !work"},
    {life_event, "job_loss", "have|has|had|got|with no !job|income"},
    {life_event, "hardship", "can|could not +1 !afford|pay|buy +1 food|rent|groceries|mortgage|medication|medicine|meds|insulin|heating|eat|feed|live|baby|diapers|nappies|milk|"
                             "electricity|electric"},
    {life_event, "hardship", "can|could|how not|to|will +2 !feed {my} kids|children|family|baby|babies|son|daughter"},
    {life_event, "hardship", "struggling|struggle|struggled|unable +1 to !pay|feed|afford|make|survive|eat|live|cope"},
    {life_event, "hardship", "struggling|struggle !financially|financialy"},
    {life_event, "hardship", "!financial|financially|money|monetary|economic|serious hardship|hardships|difficulty|difficulties|trouble|troubles|crisis|struggles|ruin|distress"},
    {life_event, "hardship", "make|making|making ends !meet"},
    {life_event, "hardship", "!evicted|eviction|foreclosure|foreclosed|bailiff|bailiffs"},
    {life_event, "hardship", "!repossessed|repossess|repossession|repossessing"},
    {life_event, "hardship", "am|are|going|gone|went|declared|filed|filing|file|be|declaring|is|was for? !bankrupt|bankruptcy"},
    {life_event, "hardship", "am|are|be|become|is|were|was|being|made|living|going|end|left +1 !homeless"},
    {life_event, "hardship", "lose|lost|losing {my} !house|home|apartment|flat to|because|due|if|in|over"},
    {life_event, "hardship", "food !bank|banks|stamps"},
    {life_event, "hardship", "!universal credit"},
    {life_event, "hardship", "live|living|survive|surviving|am|is|rely|are on|with|off a|my|only? !benefits|pension|disability|ssi|ssdi"},
    {life_event, "hardship", "paycheck|paycheque to !paycheck|paycheque"},
    {life_event, "hardship", "on a !fixed|low income"},
    {life_event, "hardship", "have|has|literally|absolutely|with|got !no money left|to|for|until|till|at|now|and|because"},
    {life_event, "hardship", "deep|heavily|so|drowning|lot|up|serious in|much|of? !debt|debts"},
});

/// Words that are read with one letter missing, added, wrong or in another's place: long ones that no everyday word is so near to.
inline constexpr std::string_view safety_slips =
    "suicide|suicidal|medicine|medicines|medication|hospital|hospitalised|hospitalized|wheelchair|diagnosed|unemployed|redundant|bankrupt|bankruptcy|"
    "financially|daughter|husband|grandmother|grandfather|grandma|grandpa|prescription|ambulance|unconscious|paramedics|depression|surgery|dementia|"
    "alzheimers|epilepsy|miscarriage|pneumonia|bereavement|condolences|yourself|himself|themselves|operation|disability";

/// Everyday words that would set a rule off: what they cover is not looked at.
inline constexpr auto safety_idioms = std::to_array<std::string_view>({
    "!suicide squad|girls|silence|door|doors|wings|burger|linux|hotline|awareness|prevention",
    "career|commercial|political|financial|business|social|brand|pr !suicide",
    "!killing|kill|killed myself|yourself laughing|with laughter",
    "!shoot|shooting myself|yourself|themselves|ourselves|himself|herself in the|my foot|leg",
    "!end|ending|ended|ends|take|taking|takes|took|taken {my} own? life insurance|assurance|savings|policy|easier|easy|better|style|cover|a|back|simple|simpler|difficult|harder|hell|miserable|jacket|jackets|vest|raft|coach|hack|hacks",
    "!end|ending it all the|over|by|with|before|up",
    "to !die for|hard",
    "phone|battery|laptop|tablet|device|watch|engine|car|app +2 to !die",
    "not +1 want to !live in|at|anywhere|elsewhere|there|near|here|next|under|like|with chat|stream",
    "not +1 want to be !here all|at|for|when|until|till|if|any longer than",
    "!dead battery|batteries|line|pixel|pixels|zone|end|slow|air|phone|link|links|on|wrong|serious|weight|bolt|stock|by|or",
    "would|should be !dead easy|simple",
    "!wish i was|were|am dead|deadly serious",
    "nearly|almost|about|gave|give|giving|mini|practically|me +1 a? !heart attack",
    "almost|nearly|mini|gave|give|giving +3 !panic attack",
    "!panic attack anthem",
    "heart attack !burger|grill",
    "different|finishing|brush|front|back|breast|same !stroke",
    "die|heart !stroke",
    "not|never wake up !call",
    "!wake up call|early|at|for|before|late",
    "get|got|getting away !passed",
    "!trapped in the? airport|queue|loop|contract|subscription|plane|menu|bot|chat",
    "not|think|thinks|thought|like +1 i|am|are|is|was|they|we !blind|deaf",
    "are you|they|u all? !blind|deaf",
    "you|they|u all? are all? !blind|deaf",
    "a|even !blind|deaf man|person|people|guy|could|can|would",
    "blind !spot|spots|date|box|boxes|bag|bags|eye|trust|booking|buy|taste|faith|rivet|sided",
    "i|we am|are +1 !blind buying|to|here|sided",
    "tone !deaf",
    "!blind copying|copied|copy|carbon",
    "!fired up|off",
    "fallen|falling|falls|fell|fall on !deaf ears",
    "!deaf ears",
    "!disabled account|the|your|it|cookies|javascript|notifications|feature",
    "account|card|app|feature|button|access|profile|number|phone|it|login|service|wifi|device|page|which|that|site|link|sim|notifications|cookies|adblocker +2 !disabled",
    "lose|lost|losing|loss {my} !mind|temper|patience|cool|faith|trust|money|phone|card|luggage|bag|bags|booking|password|order|place|way",
    "food !bank account|card|transfer",
    "is|the|a not +1 !breathing down",
    "no job|income !number|id|title|verification",
    "!better of|off without me having|paying|using",
    "dont|not see !me again|back",
    "fire !stick|tv|tablet|hd|sale|alarm",
    "on !fire today|tonight|sale|stick|tv|tablet|lately",
    "air|plastic|cosmetic|vet|dental|tree|doctors|gp !surgery",
    "!operation hours|time|failed|timed|manual|is|was|mode|not|of|and|team|to|successful|costs|number",
    "glue|heat|nail|nerf|toy|water|staple|massage !gun",
    "!knife set|block|sharpener|rack|roll",
    "not be here !much|anymore|any|long when|until|till",
    "!oxygen tv|os|forest|update|channel",
    "not !breathe|breath till|until",
    "can|do|did|could not|no +1 !smell +1 gas",
    "game|character|player|boss|level|avatar|sim +4 !died|dead",
});

}  // namespace attune::detail
