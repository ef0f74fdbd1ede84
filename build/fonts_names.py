"""Hanzi of given names that GB 2312 lacks, for the Kai of build/fonts.py: beside FangSong its strokes look less foreign
than the Song's. From the third part of 通用规范汉字表 (2013), made for names of people and places, and older spellings
that registers of residence still hold.
"""

NAMES = (
    "伋伃伈伣佖佺侁侅侹俍俫倓倞倧倻偲傃僇儦冇冏凊刓劼勚勍卲叆呴喆喤嘒垚垿埇埼堃堉堌堽塱墡壡奡奭妘妧姈姞姮婍婞婼媖媞媺嫄嫕嫚嫤嬛嬿宬寔寯屾岏峃崀崟嵚帡廙弇弢弸彟彧忞惇惔愃愔慜憙扆抃掞揾撝"
    "敔斿旸昇昉昫昳晅晙晞晢晥晧晫晳晸晹晼暅暐暕暲曈曌杍杕枏柟栒栴梣梫棨棪棫棽楙橦汧汭沄沚泂泃泆泚洐洨洺洸浐浛浡浥浵涴淏渟渼湉湑湜湝湲湳溍溁溦滉漷潏潓澐澔澴濛瀍炆炘炟烜烺焌焜煐煬熇燊燏燚"
    "爔爚犇玓玕玗玘玙玚玞玠玡玥玦玧玭玶玹珅珌珒珖珝珣珦珪珫珵珺珽琀琁琇琋琎琔琖琟琠琡琤琫琭琯琲瑀瑂瑃瑄瑅瑆瑑瑔瑝瑢瑧瑨瑮瑱瑳璆璈璒璘璚璟璠璥璪璬璮璱璲璵瓅甡畑畯皛皞皦盉矞矻砢硚磾祎祐禔"
    "禛禤秝竑簠籣絜縠纁纮绤缊翀翃翙翚翯翾脩脿芃芠苧茀茝荙菂萣萩蒨蔀螣衎袆袗褀褕訚訢訸詠譞讱谞谿贇赟赪趯邘郃郤郿鄠釗釴鋆錡铻锜锳锽镃镈镕闿韡頔頠顗颋颙飏駃騄骉骎骕骙骦鹍鹯龑龢𬀩𬍛𬍡𬎆𬕂𬘓"
    "𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬣙𬣞𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊"
)
