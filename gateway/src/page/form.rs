//! The form, filled in: it is never seen empty.

use pattern_comparison::{BuiltIn, Deadline, Scenario};
use shared_mocks::{Behaviour, Latency};

/// What a service is given that does not answer: its field keeps a latency for when it does again.
const USUAL_MS: u64 = 40;

/// What the caller's field holds while the caller stays.
const LEAVE_MS: u64 = 50;

/// A radio button for each built-in scenario.
pub(super) fn scenarios(shown: Scenario) -> String {
    let choice = |it: BuiltIn| {
        let (name, title) = (it.name, it.title);
        let checked = if it.scenario == shown { " checked" } else { "" };
        format!(
            r#"<label class="choice"><input type="radio" name="scenario" value="{name}"{checked}><span>{title}</span></label>"#
        )
    };
    BuiltIn::ALL.map(choice).join("\n")
}

/// For each service its latency, and what it does then.
pub(super) fn services(shown: Scenario) -> String {
    let rows = shown.services().map(|(name, behaviour)| {
        let ms = behaviour.latency().map_or(USUAL_MS, Latency::as_millis);
        let hangs = behaviour == Behaviour::Hang;
        let disabled = if hangs { " disabled" } else { "" };
        let options = ENDINGS.map(|(value, words)| {
            let selected = if value == value_of(behaviour) { " selected" } else { "" };
            format!(r#"<option value="{value}"{selected}>{words}</option>"#)
        });
        let options = options.concat();
        format!(
            r#"<div class="service" data-service="{name}">
<label for="{name}-ms">{name}</label>
<span class="ms"><input id="{name}-ms" type="number" min="0" max="60000" step="1" value="{ms}" required{disabled}> ms</span>
<select id="{name}-ending" aria-label="what {name} does then">{options}</select>
</div>"#
        )
    });
    rows.collect::<Vec<_>>().join("\n")
}

const ENDINGS: [(&str, &str); 4] = [
    ("", "answers"),
    ("fail", "fails"),
    ("panic", "panics"),
    ("hang", "hangs"),
];

const fn value_of(behaviour: Behaviour) -> &'static str {
    match behaviour {
        Behaviour::Return(_) => "",
        Behaviour::Fail(_) => "fail",
        Behaviour::Panic(_) => "panic",
        Behaviour::Hang => "hang",
    }
}

/// The deadline, and when the caller leaves.
pub(super) fn caller(shown: Scenario, deadline: Deadline) -> String {
    let deadline_ms = deadline.as_millis();
    let leave_ms = shown.leave.map_or(LEAVE_MS, Latency::as_millis);
    let (checked, disabled) = match shown.leave {
        Some(_) => (" checked", ""),
        None => ("", " disabled"),
    };
    format!(
        r#"<div class="service">
<label for="deadline-ms">deadline</label>
<span class="ms"><input id="deadline-ms" type="number" min="1" max="60000" step="1" value="{deadline_ms}" required> ms</span>
</div>
<div class="service">
<label><input id="leaves" type="checkbox"{checked}> leaves after</label>
<span class="ms"><input id="leave-ms" type="number" min="0" max="60000" step="1" value="{leave_ms}" required aria-label="when the caller leaves"{disabled}> ms</span>
</div>"#
    )
}
