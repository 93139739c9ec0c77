#include "text/languages.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace lectern::text {
namespace {

// Function words that say nothing about a text's subject, as a line of words apart by spaces.
// Written from the languages' closed word classes (articles, pronouns, prepositions, conjunctions,
// auxiliaries), on the short side: a word dropped wrongly cannot be searched, one kept wrongly
// costs a little time.
struct Row {
    std::string_view code;
    const char* stemmer;
    std::string_view stop_words;
    std::string_view elisions = {};
};

constexpr Row rows[] = {
    {"ar", "arabic", "و في من على إلى عن مع أن إن هذا هذه ذلك التي الذي كان ما لا هو هي أو ثم قد كل"
    },
    {"ca",
     "catalan",
     "el la els les un una uns unes de del dels a al als en i o que es és amb per com no ho hi se "
     "li més ha són",
     "l d m t s n"},
    {"da",
     "danish",
     "og i at det en et den til er som på de med han af for ikke der var jeg sig men hun har vi om "
     "da fra du ud nu kan "
     "ved eller så"},
    {"de",
     "german",
     "der die das den dem des ein eine einer eines einem einen und oder aber als auch auf aus bei "
     "bin bis bist da dass "
     "dein denn dich dir du er es euch für habe haben hat hatte ich ihm ihn ihr im in ist ja kann "
     "kein mein mich mir "
     "mit nach nicht noch nur ob ohne sein sich sie sind so um uns unter vom von vor war waren was "
     "wenn wer wie wir "
     "wird zu zum zur über"},
    {"el",
     "greek",
     "ο η το οι τα του τησ των τον την και κι κ σε στο στον στη στην στα με για από απο θα να δεν "
     "μη μην που πωσ ότι "
     "είναι ήταν ενα ένα μια αν ή"},
    {"en",
     "english",
     "a about above after again against all am an and any are as at be because been before being "
     "below between both "
     "but by can could did do does doing don't down during each few for from further had has have "
     "having he her here "
     "hers herself him himself his how i if in into is isn't it it's its itself just me more most "
     "my myself no nor not "
     "of off on once only or other our ours ourselves out over own same she should so some such "
     "than that that's the "
     "their theirs them themselves then there these they this those through to too under until up "
     "very was wasn't we "
     "were what when where which while who whom why will with would you your yours yourself "
     "yourselves"},
    {"es",
     "spanish",
     "el la los las un una unos unas de del al a en y e o u que es son por con para como más pero "
     "sus su le lo se ya "
     "no si sí sin sobre este esta entre cuando muy también me hasta hay donde mi ha fue ser"},
    {"eu", "basque", "eta da du ez bat edo ere dira izan hau hori zen baina"},
    {"fi",
     "finnish",
     "ja on ei että se hän ne he joka jos kun mutta tai sekä niin kuin myös oli ovat olla ole minä "
     "sinä me te tämä nämä "
     "jotka mitä mikä"},
    {"fr",
     "french",
     "le la les un une des de du au aux à en et ou où que qui quoi dont ce cet cette ces il elle "
     "ils elles on nous vous "
     "je tu me te se ne pas plus par pour sur dans avec sans sous est sont était être a ont avait "
     "son sa ses leur leurs "
     "mon ma mes ton ta tes mais si y comme",
     "l d j m t s n c qu jusqu lorsqu puisqu quoiqu"},
    {"ga", "irish", "an na a i ar is ach agus le do de go ag as sa bhí tá ní sé sí", "b d m"},
    {"hi", "hindi", "का की के में है हैं और से को पर यह वह कि जो तो ही भी एक था थी थे ने या"},
    {"hu",
     "hungarian",
     "a az egy és hogy nem is ez ezt ami aki vagy de ha van volt csak már még meg el ki le fel "
     "mint mert"},
    {"hy", "armenian", "և է որ ի են մի չի այս այդ այն իր ու էր"},
    {"id",
     "indonesian",
     "yang dan di ke dari ini itu untuk pada dengan adalah oleh sebagai dalam tidak akan atau juga "
     "karena ada"},
    {"it",
     "italian",
     "il lo la i gli le un uno una di a da in con su per tra fra e ed o ma se che chi non si è "
     "sono era del dello della "
     "dei degli delle al allo alla ai agli alle dal dalla dai nel nella nei sul sulla come più "
     "anche ha ho",
     "l un d all dall dell nell sull c quell quest"},
    {"lt", "lithuanian", "ir yra kad į iš su tai bet ar jis ji ne o nuo per prie kaip dėl už buvo"},
    {"ne", "nepali", "को का र मा छ छन् हो यो त्यो पनि ले लाई बाट"},
    {"nl",
     "dutch",
     "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar of bij uit "
     "naar door over ik je "
     "hij ze wij we u dit die deze was heeft had worden wordt"},
    {"no",
     "norwegian",
     "og i jeg det at en et den til er som på de med han av ikke der så var meg seg men ha har vi "
     "om fra du kan for "
     "ved eller"},
    {"none", nullptr, ""},
    {"pt",
     "portuguese",
     "o a os as um uma uns umas de do da dos das em no na nos nas e ou que se é são por para com "
     "como mais mas ao à seu "
     "sua não foi ser pelo pela este esta isso ele ela já"},
    {"ro",
     "romanian",
     "și în de la cu pe un o a al ai ale din care că nu se este sunt ca mai pentru sau dar fi era "
     "lui ei"},
    {"ru",
     "russian",
     "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее "
     "мне было вот от меня о "
     "из ему когда даже ну ли если уже или ни быть был него до вас они тут где есть для мы их чем "
     "была сам без чего "
     "себя этот это"},
    {"sr",
     "serbian",
     "и у је се да на за су од са не то као али или који која које i u je se da na za su od sa ne "
     "to kao ali ili koji "
     "koja koje"},
    {"sv",
     "swedish",
     "och i att det en ett den till är som på de med han av för inte var jag sig men hon har vi om "
     "från du kan vid "
     "eller så nu"},
    {"ta", "tamil", "ஒரு என்று மற்றும் இந்த இது என்ற கொண்டு பல அது"},
    {"tr", "turkish", "ve bir bu da de için ile mi ne o çok daha gibi ama en ki şu ya veya her"},
    {"yi", "yiddish", "און די דער דאס איז אין פון צו מיט אז ניט"},
};

std::unordered_set<std::string_view> split(std::string_view line) {
    std::unordered_set<std::string_view> words;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        words.insert(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return words;
}

std::vector<LanguageProfile> make_profiles() {
    std::vector<LanguageProfile> profiles;
    profiles.reserve(std::size(rows));
    for (const Row& row : rows) {
        profiles.push_back({
            .code = row.code,
            .stemmer = row.stemmer,
            .stop_words = split(row.stop_words),
            .elisions = split(row.elisions),
            .index = profiles.size(),
        });
    }
    return profiles;
}

}  // namespace

std::span<const LanguageProfile> language_profiles() {
    static const std::vector<LanguageProfile> profiles = make_profiles();
    return profiles;
}

const LanguageProfile* find_language(std::string_view code) {
    const std::span<const LanguageProfile> profiles = language_profiles();
    const auto found = std::ranges::find(profiles, code, &LanguageProfile::code);
    return found == profiles.end() ? nullptr : &*found;
}

}  // namespace lectern::text
